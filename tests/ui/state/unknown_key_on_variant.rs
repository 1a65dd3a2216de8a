use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
enum Order {
    #[default]
    Draft,
    #[state(terminl)]
    Void,
}

fn main() {}
