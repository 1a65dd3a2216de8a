#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject, ignore((Open { since, .. }, Kicked)))]
impl Door {
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }
}

fn main() {}
