use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Clone, Serialize, Deserialize)]
#[schema(codec = json)]
struct Person {
    name: String,
    #[schema(sensitive)]
    #[serde(flatten)]
    account: Account,
}

#[derive(Schema, Clone, Serialize, Deserialize)]
struct Account {
    iban: String,
}

fn main() {}
