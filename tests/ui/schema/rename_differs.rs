use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    #[serde(rename(serialize = "street", deserialize = "strasse"))]
    street: String,
}

fn main() {}
