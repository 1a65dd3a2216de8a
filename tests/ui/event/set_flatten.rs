use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    Placed {
        #[serde(flatten)]
        customer: Customer,
    },
}

#[derive(chronostack::Schema, Clone, Debug, Serialize, Deserialize)]
struct Customer {
    name: String,
}

fn main() {}
