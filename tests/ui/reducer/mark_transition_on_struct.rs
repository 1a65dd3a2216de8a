#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    #[transition(Closed => Open)]
    fn opened(&mut self, event: &Opened) {
        self.count += 1;
    }
}

fn main() {}
