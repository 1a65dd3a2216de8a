use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
enum Method {
    Card,
    #[serde(skip)]
    Cash,
    Transfer,
}

fn main() {}
