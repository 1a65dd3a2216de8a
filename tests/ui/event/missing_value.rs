use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = , version = 1)]
struct Placed {
    customer: String,
}

fn main() {}
