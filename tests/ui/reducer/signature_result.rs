#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Broken)]
    fn kick(event: &Kicked) -> Result<Self, String> {
        Ok(Self::Broken)
    }
}

fn main() {}
