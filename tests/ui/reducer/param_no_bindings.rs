#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Open)]
    fn kick(since: u64, event: &Kicked) -> Self {
        Self::Open { by: String::new(), since }
    }
}

fn main() {}
