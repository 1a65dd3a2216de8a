use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
#[state(terminal)]
struct Account {
    balance: u64,
}

fn main() {}
