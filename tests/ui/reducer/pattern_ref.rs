#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open { ref by, .. } => Broken)]
    fn kick(event: &Kicked) -> Self {
        Self::Broken
    }
}

fn main() {}
