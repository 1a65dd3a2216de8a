use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
#[state(codec = cbor)]
enum Order {
    #[default]
    Draft,
    Void,
}

fn main() {}
