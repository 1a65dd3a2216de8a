#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject, group Whole = Closed | Open)]
impl Door {
    #[transition(Whole { since, .. } => Closed)]
    fn shut(since: u64, event: &Shut) -> Self {
        Self::Closed
    }
}

fn main() {}
