use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    #[serde(skip_serializing_if = "String::is_empty")]
    street: String,
}

fn main() {}
