use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(chronostack::Schema, Clone, Debug, Serialize, Deserialize)]
#[schema(codec = json)]
#[serde(untagged)]
enum Reference {
    Number(u64),
    Text(String),
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    reference: Option<Reference>,
}

fn main() {}
