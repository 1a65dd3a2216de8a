use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(sensitive)]
struct Paid {
    iban: String,
}

fn main() {}
