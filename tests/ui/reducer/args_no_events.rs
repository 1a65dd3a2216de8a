#[path = "../door.rs"]
mod door;

use door::*;

#[reducer]
impl Counter {
    fn opened(&mut self, event: &Opened) {}
}

fn main() {}
