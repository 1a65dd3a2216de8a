use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
enum Account {
    #[default]
    Closed,
    #[state(sensitive)]
    Open { iban: String },
}

fn main() {}
