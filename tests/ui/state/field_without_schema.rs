use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
struct Account {
    owner: Owner,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Owner {
    name: String,
}

fn main() {}
