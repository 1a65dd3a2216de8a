#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwize = reject)]
impl Door {
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }
}

fn main() {}
