use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
#[serde(rename_all(serialize = "camelCase"))]
struct Address {
    post_code: String,
}

fn main() {}
