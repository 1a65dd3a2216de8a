//! The order of the public contract.

use std::fmt;

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub(crate) struct Placed {
    pub(crate) customer: String,
    pub(crate) total_cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast(PaidV1))]
pub(crate) struct Paid {
    pub(crate) cents: u64,
    pub(crate) method: Method,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 1)]
pub(crate) struct PaidV1 {
    cents: u64,
}

impl From<PaidV1> for Paid {
    fn from(old: PaidV1) -> Self {
        Paid { cents: old.cents, method: Method::Card }
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.cancelled")]
pub(crate) struct Cancelled {
    pub(crate) reason: String,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Method {
    Card,
    Transfer,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due_cents: u64,
    },
    Settled {
        customer: String,
    },
    #[state(terminal)]
    Void {
        reason: String,
    },
}

#[derive(Debug)]
pub(crate) struct Overpaid {
    by_cents: u64,
}

impl fmt::Display for Overpaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cents too many", self.by_cents)
    }
}

impl std::error::Error for Overpaid {}

#[reducer(pub(crate) enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Open)]
    fn place(event: &Placed) -> Self {
        Order::Open { customer: event.customer.clone(), due_cents: event.total_cents }
    }

    #[transition(Open { customer, due_cents } => Open | Settled)]
    fn pay(customer: String, due_cents: u64, event: &Paid) -> Self {
        match due_cents - event.cents {
            0 => Order::Settled { customer },
            due_cents => Order::Open { customer, due_cents },
        }
    }

    #[transition(Draft | Open { .. } => Void)]
    fn cancel(event: &Cancelled) -> Self {
        Order::Void { reason: event.reason.clone() }
    }

    #[guard]
    fn no_overpayment(&self, event: &Paid) -> Result<(), Overpaid> {
        match self {
            Order::Open { due_cents, .. } if event.cents > *due_cents => {
                Err(Overpaid { by_cents: event.cents - due_cents })
            }
            _ => Ok(()),
        }
    }
}

pub(crate) fn placed() -> Placed {
    Placed { customer: "ann".into(), total_cents: 1250 }
}

pub(crate) fn paid(cents: u64) -> Paid {
    Paid { cents, method: Method::Transfer }
}
