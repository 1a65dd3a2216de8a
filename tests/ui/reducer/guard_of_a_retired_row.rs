#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[retired]
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }

    #[guard]
    fn is_strong(&self, event: &Shut) -> Result<(), String> {
        Ok(())
    }
}

fn main() {}
