#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent, revision = 4294967296)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += 1;
    }
}

fn main() {}
