use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
struct Account<'a> {
    owner: &'a str,
}

fn main() {}
