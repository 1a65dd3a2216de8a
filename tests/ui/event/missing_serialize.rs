use chronostack::Event;
use serde::Deserialize;

#[derive(Event, Clone, Debug, Deserialize)]
struct Placed {
    customer: String,
}

fn main() {}
