#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject, unknown = skip)]
impl Door {
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }
}

fn main() {}
