use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Clone, Serialize, Deserialize)]
#[serde(into = "u64", from = "u32")]
struct Cents {
    amount: u64,
}

impl From<Cents> for u64 {
    fn from(cents: Cents) -> Self {
        cents.amount
    }
}

impl From<u32> for Cents {
    fn from(amount: u32) -> Self {
        Cents { amount: amount.into() }
    }
}

fn main() {}
