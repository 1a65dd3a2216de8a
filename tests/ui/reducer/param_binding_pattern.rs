#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open { since, .. } => Broken)]
    fn kick((since, _): (u64, u64), event: &Kicked) -> Self {
        Self::Broken
    }
}

fn main() {}
