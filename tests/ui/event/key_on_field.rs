use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    #[event(name = "client")]
    customer: String,
}

fn main() {}
