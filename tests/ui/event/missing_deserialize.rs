use chronostack::Event;
use serde::Serialize;

#[derive(Event, Clone, Debug, Serialize)]
struct Placed {
    customer: String,
}

fn main() {}
