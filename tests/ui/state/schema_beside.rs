use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, chronostack::Schema, Clone, Default, Serialize, Deserialize)]
enum Order {
    #[default]
    Draft,
    Void,
}

fn main() {}
