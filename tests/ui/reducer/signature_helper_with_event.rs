#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += 1;
    }

    fn describe(&self, event: &Opened) -> String {
        event.by.clone()
    }
}

fn main() {}
