use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.paid")]
struct PaidV1 {
    cents: u64,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast(PaidV1), try_upcast(PaidV1))]
struct Paid {
    cents: u64,
}

impl From<PaidV1> for Paid {
    fn from(old: PaidV1) -> Self {
        Paid { cents: old.cents }
    }
}

fn main() {}
