#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += 1;
    }

    fn opened_again(&mut self, event: &Opened) {}
}

fn main() {}
