use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed<'a> {
    customer: &'a str,
}

fn main() {}
