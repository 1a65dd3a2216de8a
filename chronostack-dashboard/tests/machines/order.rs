//! An order, in which a name and an account are nobody's business.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub(crate) struct Placed {
    pub(crate) total_cents: u64,
    #[event(sensitive)]
    pub(crate) customer: String,
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
        due_cents: u64,
        notes: Vec<String>,
        #[state(sensitive)]
        customer: String,
    },
    #[state(terminal)]
    Settled {
        #[state(sensitive)]
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

    #[transition(Open { due_cents, notes, customer } => Open | Settled)]
    fn pay(due_cents: u64, notes: Vec<String>, customer: String, event: &Paid) -> Self {
        match due_cents - event.cents {
            0 => Self::Settled { customer },
            due_cents => Self::Open { customer, due_cents, notes },
        }
    }

    #[transition(Open { due_cents, notes, customer } => Open)]
    fn note(due_cents: u64, mut notes: Vec<String>, customer: String, event: &Noted) -> Self {
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

/// The same streams by a rule that has changed: what is paid counts double.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Doubled(Order);

impl Reducer for Doubled {
    type Event = OrderEvent;
    const STREAM: &'static str = Order::STREAM;

    fn check(&self, event: &OrderEvent) -> Result<(), chronostack::machine::Rejection> {
        self.0.check(event)
    }

    fn reduce(&mut self, event: &OrderEvent, meta: &Meta) -> chronostack::machine::Outcome {
        let outcome = self.0.reduce(event, meta);
        if let (Order::Open { due_cents, .. }, OrderEvent::Paid(paid)) = (&mut self.0, event) {
            *due_cents -= paid.cents.min(*due_cents);
        }
        outcome
    }

    fn machine() -> &'static chronostack::machine::MachineSpec {
        Order::machine()
    }

    fn state_name(&self) -> &'static str {
        self.0.state_name()
    }
}
