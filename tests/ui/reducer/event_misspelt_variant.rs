#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(event = Moved, otherwise = ignore)]
impl Counter {
    fn slammed(&mut self, Moved::Slamed { force }: &Moved) {
        self.count += 1;
    }
}

fn main() {}
