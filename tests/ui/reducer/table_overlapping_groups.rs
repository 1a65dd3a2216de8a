#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject, group Whole = Closed | Open, group Passable = Open | Broken)]
impl Door {
    #[transition(Whole => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }

    #[transition(Passable => Broken)]
    fn slam(event: &Shut) -> Self {
        Self::Broken
    }
}

fn main() {}
