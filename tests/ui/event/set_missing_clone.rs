use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Debug)]
enum OrderEvent {
    Placed(Placed),
    Closed,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
