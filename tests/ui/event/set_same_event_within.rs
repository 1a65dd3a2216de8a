use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    Placed(Placed),
    Payment(PaymentEvent),
}

#[derive(Event, Clone, Debug)]
enum PaymentEvent {
    Paid,
    #[event(name = "placed")]
    Odd,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
