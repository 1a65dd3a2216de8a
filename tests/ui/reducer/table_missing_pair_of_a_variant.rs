#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(event = Moved, ignore((Closed | Ajar, Moved::Slammed)))]
impl Door {
    #[transition(Closed | Ajar | Broken => Open)]
    fn open(event: &Opened) -> Self {
        Self::Open { by: event.by.clone(), since: event.at }
    }

    #[transition(Open => Broken)]
    fn slam(Moved::Slammed { .. }: &Moved) -> Self {
        Self::Broken
    }
}

fn main() {}
