#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, ignore((Broken | Ajar, Opened), (Closed, Shut)))]
impl Door {
    #[transition(Closed => Open)]
    fn open(event: &Opened) -> Self {
        Self::Open { by: event.by.clone(), since: event.at }
    }

    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }
}

fn main() {}
