use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Größe {
    cm: u32,
}

fn main() {}
