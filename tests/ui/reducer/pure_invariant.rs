#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += event.at;
    }

    #[invariant]
    fn is_early(&self) -> bool {
        std::time::Instant::now().elapsed().as_secs() < self.count
    }
}

fn main() {}
