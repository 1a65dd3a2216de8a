use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    method: Method,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Method {
    Card,
    Transfer,
}

fn main() {}
