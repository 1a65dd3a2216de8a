//! An order.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

/// The customer orders.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub struct Placed {
    /// Who.
    pub customer: String,
    /// What.
    pub items: Vec<Item>,
}

/// A line of an order.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What.
    pub sku: String,
    /// For how much.
    pub cents: u64,
}

/// The customer pays.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid")]
pub struct Paid {
    /// How much.
    pub cents: u64,
    /// How.
    pub method: Method,
}

/// A way to pay.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// By card.
    Card,
    /// From an account.
    Transfer {
        /// The account.
        iban: String,
    },
}

/// An order's state.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// Nothing was ordered.
    #[default]
    Draft,
    /// Ordered, and not all of it paid.
    Open {
        /// Who.
        customer: String,
        /// What is to be paid.
        due_cents: u64,
        /// The accounts that payments came from.
        accounts: Vec<String>,
    },
    /// All is paid.
    #[state(terminal)]
    Settled {
        /// Who.
        customer: String,
    },
}

#[reducer(pub enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Open)]
    fn place(event: &Placed) -> Self {
        let due_cents = event.items.iter().map(|item| item.cents).sum();
        Order::Open { customer: event.customer.clone(), due_cents, accounts: Vec::new() }
    }

    #[transition(Open { customer, due_cents, accounts } => Open | Settled)]
    fn pay(customer: String, due_cents: u64, mut accounts: Vec<String>, event: &Paid) -> Self {
        if let Method::Transfer { iban } = &event.method
            && !accounts.contains(iban)
        {
            accounts.push(iban.clone());
        }
        match due_cents - event.cents {
            0 => Order::Settled { customer },
            due_cents => Order::Open { customer, due_cents, accounts },
        }
    }
}
