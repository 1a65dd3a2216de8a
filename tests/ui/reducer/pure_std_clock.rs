#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        let now = std::time::Instant::now();
        self.count += now.elapsed().as_secs();
    }
}

fn main() {}
