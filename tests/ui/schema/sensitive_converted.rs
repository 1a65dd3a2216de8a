use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Clone, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
struct Iban {
    #[schema(sensitive)]
    text: String,
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.text
    }
}

impl From<String> for Iban {
    fn from(text: String) -> Self {
        Self { text }
    }
}

fn main() {}
