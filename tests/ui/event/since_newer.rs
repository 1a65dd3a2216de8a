use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(version = 2, since = 3)]
struct Placed {
    customer: String,
}

fn main() {}
