use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    Placed { at: Customer },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Customer {
    name: String,
}

fn main() {}
