use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.paid")]
struct PaidV1 {
    cents: u64,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, try_upcast(PaidV1))]
struct Paid {
    cents: u64,
}

fn main() {}
