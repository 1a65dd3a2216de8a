use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    #[event(name = "order.placed")]
    Placed(Placed),
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
