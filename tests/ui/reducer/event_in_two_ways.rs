#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(event = Moved, otherwise = ignore)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += 1;
    }

    fn opened_too(&mut self, Moved::Opened(_): &Moved) {}
}

fn main() {}
