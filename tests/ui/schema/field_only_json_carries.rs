use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
#[schema(codec = json)]
#[serde(untagged)]
enum Reference {
    Number(u64),
    Text(String),
}

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    references: Vec<Reference>,
}

fn main() {}
