#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += self.step();
    }

    fn step(&self) -> u64 {
        Self::now()
    }

    fn now() -> u64 {
        Timestamp::now().as_second() as u64
    }

    // Nothing of the machine calls it.
    fn dispatched_at() -> Timestamp {
        Timestamp::now()
    }
}

fn main() {}
