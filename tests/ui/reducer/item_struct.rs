#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum PileEvent)]
struct Pile {
    count: u64,
}

fn main() {}
