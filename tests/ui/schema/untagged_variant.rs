use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
enum Method {
    Card { number: u64 },
    #[serde(untagged)]
    Other(String),
}

fn main() {}
