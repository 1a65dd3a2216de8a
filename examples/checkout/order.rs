//! An order, from placed to shipped: the events that happen to it, the states it can be in, and the rules between.

use chronostack::prelude::*;
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
    pub(crate) method: Method,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.shipped")]
pub(crate) struct Shipped {
    pub(crate) parcel: String,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.refunded")]
pub(crate) struct Refunded {
    pub(crate) reason: String,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.cancelled")]
pub(crate) struct Cancelled {
    pub(crate) reason: String,
}

#[derive(Schema, Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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
    Shipped {
        customer: String,
        parcel: String,
    },
    #[state(terminal)]
    Refunded {
        reason: String,
    },
    #[state(terminal)]
    Void {
        reason: String,
    },
}

/// More money than the order costs.
#[derive(Debug, thiserror::Error)]
#[error("{due_cents} cents are due, and {paid_cents} would be paid")]
pub(crate) struct Overpaid {
    due_cents: u64,
    paid_cents: u64,
}

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

    #[transition(Settled { customer } => Shipped)]
    fn ship(customer: String, event: &Shipped) -> Self {
        Order::Shipped { customer, parcel: event.parcel.clone() }
    }

    #[transition(Settled { .. } | Shipped { .. } => Refunded)]
    fn refund(event: &Refunded) -> Self {
        Order::Refunded { reason: event.reason.clone() }
    }

    #[transition(Draft | Open { .. } => Void)]
    fn cancel(event: &Cancelled) -> Self {
        Order::Void { reason: event.reason.clone() }
    }

    /// Asked before an append, never on replay.
    #[guard]
    fn no_overpayment(&self, event: &Paid) -> Result<(), Overpaid> {
        match self {
            Order::Open { due_cents, .. } if event.cents > *due_cents => {
                Err(Overpaid { due_cents: *due_cents, paid_cents: event.cents })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
chronostack::replay_tests!(Order, "checkout/histories/order");
