use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Debug, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
