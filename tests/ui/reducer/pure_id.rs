#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count = uuid::Uuid::new_v4().as_u128() as u64;
    }
}

fn main() {}
