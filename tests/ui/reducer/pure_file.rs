#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count = std::fs::read("count").map_or(0, |bytes| bytes.len() as u64);
    }
}

fn main() {}
