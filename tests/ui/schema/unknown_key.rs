use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
#[schema(codce = json)]
struct Address {
    street: String,
}

fn main() {}
