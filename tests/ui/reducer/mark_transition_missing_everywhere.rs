#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    fn kick(&mut self, event: &Kicked) {
        *self = Self::Broken;
    }
}

fn main() {}
