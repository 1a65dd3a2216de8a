use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug)]
enum Older {
    Paid,
    Refunded,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast(Older))]
struct Paid {
    cents: u64,
}

impl From<Older> for Paid {
    fn from(_: Older) -> Self {
        Paid { cents: 0 }
    }
}

fn main() {}
