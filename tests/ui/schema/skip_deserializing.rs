use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    #[serde(skip_deserializing)]
    street: String,
    city: String,
}

fn main() {}
