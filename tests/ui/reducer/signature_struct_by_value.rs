#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(self, event: &Opened) -> Self {
        Self { count: self.count + 1 }
    }
}

fn main() {}
