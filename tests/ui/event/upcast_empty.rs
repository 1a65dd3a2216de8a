use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast())]
struct Paid {
    cents: u64,
}

fn main() {}
