use chronostack::State;
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Serialize, Deserialize)]
enum Order {}

fn main() {}
