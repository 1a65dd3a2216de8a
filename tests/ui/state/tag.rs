use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
#[serde(tag = "state")]
enum Order {
    #[default]
    Draft,
    Void,
}

fn main() {}
