#[path = "../door.rs"]
mod door;

use door::*;

static FIRST: std::sync::OnceLock<u64> = std::sync::OnceLock::new();

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count = *FIRST.get_or_init(|| event.at);
    }
}

fn main() {}
