use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Method {
    Card { number: u64 },
    Transfer { iban: String },
}

fn main() {}
