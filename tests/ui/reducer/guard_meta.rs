#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum DoorEvent, otherwise = reject)]
impl Door {
    #[transition(Open => Closed)]
    fn shut(event: &Shut) -> Self {
        Self::Closed
    }

    #[guard]
    fn is_strong(&self, event: &Shut, meta: &Meta) -> Result<(), String> {
        Ok(())
    }
}

fn main() {}
