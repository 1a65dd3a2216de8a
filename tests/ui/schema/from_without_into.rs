use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Clone, Serialize, Deserialize)]
#[serde(from = "u64")]
struct Cents {
    amount: u64,
}

impl From<u64> for Cents {
    fn from(amount: u64) -> Self {
        Cents { amount }
    }
}

fn main() {}
