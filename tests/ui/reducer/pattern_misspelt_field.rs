#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open { sinse, .. } => Open)]
    fn kick(sinse: u64, event: &Kicked) -> Self {
        Self::Open { by: String::new(), since: sinse + 1 }
    }
}

fn main() {}
