#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += event.at;
    }

    #[guard]
    #[invariant]
    fn is_small(&self) -> bool {
        self.count < 10
    }
}

fn main() {}
