use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
struct Account {
    #[state(terminal)]
    balance: u64,
}

fn main() {}
