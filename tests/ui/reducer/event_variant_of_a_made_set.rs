#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn slammed(&mut self, Moved::Slammed { .. }: &Moved) {
        self.count += 1;
    }
}

fn main() {}
