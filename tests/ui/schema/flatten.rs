use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Address {
    #[serde(flatten)]
    place: Place,
}

#[derive(Schema, Serialize, Deserialize)]
struct Place {
    city: String,
}

fn main() {}
