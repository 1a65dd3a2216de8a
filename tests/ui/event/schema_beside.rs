use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, chronostack::Schema, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
