#[path = "../door.rs"]
mod door;

use door::*;

struct Pile<T>(Vec<T>);

#[reducer(enum PileEvent)]
impl Pile<u8> {
    fn opened(&mut self, event: &Opened) {}
}

fn main() {}
