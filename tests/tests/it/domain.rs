//! The machines of the public contract, as a user would write them.

use std::fmt;

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub struct Placed {
    pub customer: String,
    pub total_cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast(PaidV1))]
pub struct Paid {
    pub cents: u64,
    pub method: Method,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 1)]
pub struct PaidV1 {
    pub cents: u64,
}

impl From<PaidV1> for Paid {
    fn from(old: PaidV1) -> Self {
        Paid { cents: old.cents, method: Method::Card }
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.cancelled")]
pub struct Cancelled {
    pub reason: String,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    Card,
    Transfer,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due_cents: u64,
    },
    #[state(terminal)]
    Settled {
        customer: String,
    },
    #[state(terminal)]
    Void {
        reason: String,
    },
}

#[derive(Debug, PartialEq)]
pub struct Overpaid {
    pub by_cents: u64,
}

impl fmt::Display for Overpaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cents too many", self.by_cents)
    }
}

impl std::error::Error for Overpaid {}

#[reducer(pub enum OrderEvent, otherwise = reject)]
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

pub fn placed(total_cents: u64) -> Placed {
    Placed { customer: "ann".to_owned(), total_cents }
}

pub fn paid(cents: u64) -> Paid {
    Paid { cents, method: Method::Card }
}

pub fn open(due_cents: u64) -> Order {
    Order::Open { customer: "ann".to_owned(), due_cents }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.opened")]
pub struct Opened {
    pub owner: String,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.deposited")]
pub struct Deposited {
    pub cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub owner: String,
    pub balance: u64,
    pub last: Option<Timestamp>,
}

#[reducer(pub enum AccountEvent)]
impl Account {
    fn opened(&mut self, event: &Opened) {
        self.owner.clone_from(&event.owner);
    }

    fn deposited(&mut self, event: &Deposited, meta: &Meta) {
        self.balance += event.cents;
        self.last = Some(meta.recorded_at);
    }
}
