#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count = format!("{}", std::time::SystemTime::now().elapsed().unwrap().as_secs()).len() as u64;
    }
}

fn main() {}
