use chronostack::Event;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
struct Placed {
    customer: String,
    #[serde(skip)]
    cache: Option<std::rc::Rc<String>>,
}

fn main() {}
