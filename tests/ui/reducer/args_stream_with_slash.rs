#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent, stream = "house/counter")]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += 1;
    }
}

fn main() {}
