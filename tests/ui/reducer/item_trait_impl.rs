#[path = "../door.rs"]
mod door;

use door::*;

trait Opens {
    fn opened(&mut self, event: &Opened);
}

#[reducer(enum CounterEvent)]
impl Opens for Counter {
    fn opened(&mut self, event: &Opened) {}
}

fn main() {}
