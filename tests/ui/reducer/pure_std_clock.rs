#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        let now = std::time::Instant::now();
        let _ = now;
    }
}

fn main() {}
