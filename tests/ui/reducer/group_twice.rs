#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject, group Whole = Closed, group Whole = Open)]
impl Door {
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }
}

fn main() {}
