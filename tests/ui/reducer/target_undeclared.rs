#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Broken)]
    fn kick(event: &Kicked) -> Self {
        if cfg!(unix) {
            return Door::Closed;
        }
        Self::Broken
    }
}

fn main() {}
