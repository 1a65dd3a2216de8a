#[path = "../door.rs"]
mod door;

use door::*;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Pile(u64);

#[reducer(enum PileEvent)]
impl Pile {
    fn opened(&mut self, event: &Opened) {
        self.0 += 1;
    }
}

fn main() {}
