use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Paid {
    #[event(sensitiv)]
    iban: String,
}

fn main() {}
