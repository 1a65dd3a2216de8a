#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Brokn)]
    fn kick(event: &Kicked) -> Self {
        Default::default()
    }
}

fn main() {}
