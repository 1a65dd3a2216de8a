#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwize = reject)]
impl Door {
    #[transition(Open => Broken | Closed)]
    fn kick(sinse: u64, event: &Kicked) -> Result<Self, String> {
        println!("kicked");
        Ok(Self::Broken)
    }
}

fn main() {}
