use chronostack::Schema;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Address<'a> {
    street: &'a str,
}

fn main() {}
