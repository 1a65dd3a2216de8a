//! What was spent: another view of the same streams.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::order::{OrderEvent, Paid, Placed};

/// What was spent on an order so far.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spending {
    cents: u64,
}

#[reducer(event = OrderEvent, stream = "order")]
impl Spending {
    fn placed(&mut self, _event: &Placed) {}

    fn paid(&mut self, event: &Paid) {
        self.cents += event.cents;
    }
}
