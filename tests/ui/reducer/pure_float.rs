#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count = f64::sqrt(2.0) as u64 + (event.at as f64).powf(1.5) as u64;
    }
}

fn main() {}
