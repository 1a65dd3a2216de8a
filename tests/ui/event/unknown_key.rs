use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(nmae = "order.placed")]
struct Placed {
    customer: String,
}

fn main() {}
