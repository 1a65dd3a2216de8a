#[path = "../door.rs"]
mod door;

use door::*;

struct Dice;

impl Dice {
    fn from_os_rng() -> u64 {
        6
    }
}

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, _event: &Opened) {
        self.count = Dice::from_os_rng();
    }
}

fn main() {}
