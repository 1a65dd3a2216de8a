use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(version = 1, version = 2)]
struct Placed {
    customer: String,
}

fn main() {}
