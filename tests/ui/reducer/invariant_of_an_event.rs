#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += event.at;
    }

    #[invariant]
    fn is_small(&self, event: &Opened) -> bool {
        self.count < event.at
    }
}

fn main() {}
