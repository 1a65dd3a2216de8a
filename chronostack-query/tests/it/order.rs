//! An order, and a log with one.

use std::sync::Arc;

use chronostack::{
    fingerprint::Fingerprints,
    id::StreamName,
    log::{Log, MemoryLog},
    prelude::*,
};
use chronostack_query::{AnyMachine, Told, machine};
use pollster::block_on;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub(crate) struct Placed {
    pub(crate) customer: String,
    pub(crate) total_cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid")]
pub(crate) struct Paid {
    pub(crate) cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.noted")]
pub(crate) struct Noted {
    pub(crate) text: String,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due_cents: u64,
        notes: Vec<String>,
    },
    #[state(terminal)]
    Settled {
        customer: String,
    },
}

#[derive(Debug, thiserror::Error)]
#[error("{cents} cents are more than is due")]
pub(crate) struct Overpaid {
    cents: u64,
}

#[reducer(pub(crate) enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Open)]
    fn place(event: &Placed) -> Self {
        Self::Open { customer: event.customer.clone(), due_cents: event.total_cents, notes: Vec::new() }
    }

    #[transition(Open { customer, due_cents, notes } => Open | Settled)]
    fn pay(customer: String, due_cents: u64, notes: Vec<String>, event: &Paid) -> Self {
        match due_cents - event.cents {
            0 => Self::Settled { customer },
            due_cents => Self::Open { customer, due_cents, notes },
        }
    }

    #[transition(Open { customer, due_cents, notes } => Open)]
    fn note(customer: String, due_cents: u64, mut notes: Vec<String>, event: &Noted) -> Self {
        notes.push(event.text.clone());
        Self::Open { customer, due_cents, notes }
    }

    #[guard]
    fn no_overpayment(&self, event: &Paid) -> Result<(), Overpaid> {
        match self {
            Self::Open { due_cents, .. } if event.cents > *due_cents => Err(Overpaid { cents: event.cents }),
            _ => Ok(()),
        }
    }
}

/// A log with the stream `order/1`.
pub(crate) struct Shop {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) stack: ChronoStack,
    pub(crate) machine: Box<dyn AnyMachine>,
    pub(crate) stream: StreamName,
}

impl Shop {
    /// An order of 1250 cents, of which 1000 are paid, then noted, then all is paid.
    pub(crate) fn new() -> Self {
        let shop = Self::empty();
        shop.dispatch(Placed { customer: "ann".into(), total_cents: 1250 });
        shop.dispatch(Paid { cents: 1000 });
        shop.dispatch(Noted { text: "call back".into() });
        shop.dispatch(Paid { cents: 250 });
        shop
    }

    pub(crate) fn empty() -> Self {
        let log: Arc<dyn Log> = Arc::new(MemoryLog::new());
        let builder = ChronoStack::builder().log(Arc::clone(&log)).fingerprints(Fingerprints::every(1));
        let stream = "order/1".parse().expect("a name");
        Self { stack: builder.build().expect("a stack"), log, machine: machine::<Order>(), stream }
    }

    pub(crate) fn dispatch(&self, event: impl Into<OrderEvent>) {
        block_on(self.stack.machine::<Order>().dispatch("1", event).actor("ann")).expect("it is recorded");
    }

    pub(crate) fn told(&self) -> Told {
        block_on(self.machine.story(Arc::clone(&self.log), &self.stream)).expect("a story")
    }
}
