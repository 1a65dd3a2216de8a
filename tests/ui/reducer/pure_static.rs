#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        static DOORS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        self.count = DOORS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

fn main() {}
