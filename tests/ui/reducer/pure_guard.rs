#[path = "../door.rs"]
mod door;

use door::*;

#[reducer(enum CounterEvent)]
impl Counter {
    fn opened(&mut self, event: &Opened) {
        self.count += 1;
    }

    #[guard]
    fn by_day(&self, event: &Opened) -> Result<(), String> {
        if Timestamp::now() > Timestamp::UNIX_EPOCH { Ok(()) } else { Err("night".into()) }
    }
}

fn main() {}
