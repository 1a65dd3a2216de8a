use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order..placed")]
struct Placed {
    customer: String,
}

fn main() {}
