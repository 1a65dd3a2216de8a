use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    Placed(Placed),
    Note(String),
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
