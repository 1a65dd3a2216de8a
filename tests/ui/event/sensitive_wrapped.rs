use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Paid {
    iban: String,
}

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    Paid(#[event(sensitive)] Paid),
}

fn main() {}
