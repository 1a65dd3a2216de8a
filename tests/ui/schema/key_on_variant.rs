use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
enum Method {
    #[schema(codec = json)]
    Card,
    Transfer,
}

fn main() {}
