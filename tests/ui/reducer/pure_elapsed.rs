#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    }
}

fn main() {}
