use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
