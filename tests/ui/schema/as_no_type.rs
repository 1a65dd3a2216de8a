use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    #[schema(as = "String")]
    street: String,
}

fn main() {}
