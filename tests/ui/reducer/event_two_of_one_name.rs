#[path = "../door.rs"]
mod door;

use door::*;

mod inner {
    pub use super::door::Shut as Opened;
}

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {}

    fn opened_inside(&mut self, event: &inner::Opened) {}
}

fn main() {}
