#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        let mut seen: std::collections::HashMap<&str, u64> = Default::default();
        seen.insert(&event.by, event.at);
        for (_, at) in &seen {
            self.count = *at;
        }
        self.count += seen.values().next().unwrap();
    }
}

fn main() {}
