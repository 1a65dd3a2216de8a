#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }

    #[transition(Closed | Open { .. } => Broken)]
    fn slam(event: &Shut) -> Self {
        Self::Broken
    }
}

fn main() {}
