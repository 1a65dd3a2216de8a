#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }

    fn kick(&mut self, event: &Kicked) {
        *self = Self::Broken;
    }
}

fn main() {}
