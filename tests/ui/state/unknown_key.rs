use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Default, Serialize, Deserialize)]
#[state(codecs = json)]
enum Order {
    #[default]
    Draft,
    Void,
}

fn main() {}
