#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, _event: &Opened) {
        let _ = std::hash::DefaultHasher::new();
    }
}

fn main() {}
