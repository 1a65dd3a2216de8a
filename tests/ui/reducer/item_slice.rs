#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum PileEvent)]
impl [u8] {
    fn opened(&mut self, event: &Opened) {}
}

fn main() {}
