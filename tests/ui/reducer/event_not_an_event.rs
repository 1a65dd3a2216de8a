#[path = "../door.rs"]
mod door;

use door::*;

#[derive(Clone, Debug)]
struct Knocked;

#[reducer(enum CounterEvent)]
impl Counter {
    fn knocked(&mut self, event: &Knocked) {}
}

fn main() {}
