#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count = format!("{:p}", event).len() as u64;
    }
}

fn main() {}
