use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Paid {
    #[schema(sensitive)]
    iban: String,
}

fn main() {}
