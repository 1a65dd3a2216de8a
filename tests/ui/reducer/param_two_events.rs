#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Broken)]
    fn kick(event: &Kicked, _event: &Shut) -> Self {
        Self::Broken
    }
}

fn main() {}
