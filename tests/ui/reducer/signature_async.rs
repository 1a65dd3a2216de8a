#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Broken)]
    async fn kick(event: &Kicked) -> Self {
        Self::Broken
    }
}

fn main() {}
