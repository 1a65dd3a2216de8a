use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    street: Street,
}

#[derive(Serialize, Deserialize)]
struct Street {
    name: String,
}

fn main() {}
