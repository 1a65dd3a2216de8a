use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Clone, Serialize, Deserialize)]
#[serde(into = "u64")]
struct Cents {
    amount: u64,
}

impl From<Cents> for u64 {
    fn from(cents: Cents) -> Self {
        cents.amount
    }
}

fn main() {}
