#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[allow_nondeterminism(reason = " ")]
    #[transition(Open => Broken)]
    fn kick(event: &Kicked) -> Self {
        Self::Broken
    }
}

fn main() {}
