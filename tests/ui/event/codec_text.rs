use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(codec = "json")]
struct Placed {
    customer: String,
}

fn main() {}
