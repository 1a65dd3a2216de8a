//! A machine whose events are sent.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub struct Placed {
    pub cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid")]
pub struct Paid {
    pub cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    due: u64,
}

#[reducer(pub enum OrderEvent)]
impl Order {
    fn placed(&mut self, event: &Placed) {
        self.due += event.cents;
    }

    fn paid(&mut self, event: &Paid) {
        self.due = self.due.saturating_sub(event.cents);
    }
}
