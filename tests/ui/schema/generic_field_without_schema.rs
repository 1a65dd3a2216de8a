use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Pair<T> {
    left: T,
    right: T,
}

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    pair: Pair<Street>,
}

#[derive(Serialize, Deserialize)]
struct Street {
    name: String,
}

fn main() {}
