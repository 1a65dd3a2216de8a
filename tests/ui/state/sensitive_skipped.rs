use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
struct Account {
    cents: u64,
    #[state(sensitive)]
    #[serde(skip)]
    iban: String,
}

fn main() {}
