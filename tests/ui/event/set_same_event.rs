use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    Placed(Placed),
    Opened(Opened),
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.placed")]
struct Placed {
    customer: String,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.placed")]
struct Opened {
    customer: String,
}

fn main() {}
