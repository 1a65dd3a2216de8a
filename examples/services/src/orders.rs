//! Orders, as the web API keeps them.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub(crate) struct Placed {
    pub(crate) customer: String,
    pub(crate) cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid")]
pub(crate) struct Paid {}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    #[default]
    Draft,
    Placed {
        customer: String,
        cents: u64,
    },
    #[state(terminal)]
    Paid {
        customer: String,
    },
}

#[reducer(pub(crate) enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Placed)]
    fn place(event: &Placed) -> Self {
        Order::Placed { customer: event.customer.clone(), cents: event.cents }
    }

    #[transition(Placed { customer, .. } => Paid)]
    fn pay(customer: String, _event: &Paid) -> Self {
        Order::Paid { customer }
    }
}
