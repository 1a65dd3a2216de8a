//! The machine of the contract.

use cs::prelude::*;
use serde::{Deserialize, Serialize};

/// An order was placed.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub struct Placed {
    /// Who placed it.
    pub customer: String,
    /// What is due.
    pub total_cents: u64,
}

/// An order was paid.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast(PaidV1))]
pub struct Paid {
    /// How much.
    pub cents: u64,
    /// How.
    pub method: Method,
}

/// [`Paid`] before there was more than one method.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 1)]
pub struct PaidV1 {
    /// How much.
    pub cents: u64,
}

impl From<PaidV1> for Paid {
    fn from(old: PaidV1) -> Self {
        Self { cents: old.cents, method: Method::Card }
    }
}

/// An order was cancelled.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.cancelled")]
pub struct Cancelled {
    /// Why.
    pub reason: String,
}

/// How an order is paid.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// By card.
    Card,
    /// By bank transfer.
    Transfer,
}

/// An order.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// Not placed yet.
    #[default]
    Draft,
    /// Waiting for payment.
    Open {
        /// Who placed it.
        customer: String,
        /// What is still due.
        due_cents: u64,
    },
    /// Paid.
    #[state(terminal)]
    Settled {
        /// Who placed it.
        customer: String,
    },
    /// Cancelled.
    #[state(terminal)]
    Void {
        /// Why.
        reason: String,
    },
}

/// More was paid than due.
#[derive(Debug)]
pub struct Overpaid;

impl std::fmt::Display for Overpaid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("more than is due")
    }
}

impl std::error::Error for Overpaid {}

#[reducer(pub enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Open)]
    fn place(event: &Placed) -> Self {
        Self::Open { customer: event.customer.clone(), due_cents: event.total_cents }
    }

    #[transition(Open { customer, due_cents } => Open | Settled)]
    fn pay(customer: String, due_cents: u64, event: &Paid) -> Self {
        match due_cents - event.cents {
            0 => Self::Settled { customer },
            due_cents => Self::Open { customer, due_cents },
        }
    }

    #[transition(Draft | Open { .. } => Void)]
    fn cancel(event: &Cancelled) -> Self {
        Self::Void { reason: event.reason.clone() }
    }

    #[guard]
    fn no_overpayment(&self, event: &Paid) -> Result<(), Overpaid> {
        match self {
            Self::Open { due_cents, .. } if event.cents > *due_cents => Err(Overpaid),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Order, OrderEvent, PaidV1, Placed, Reducer};

    #[test]
    fn the_events_are_those_of_the_contract() {
        let types: Vec<String> = OrderEvent::TYPES.iter().map(|event| format!("{event:?}")).collect();
        assert_eq!(types, ["order.placed v1", "order.paid v2", "order.cancelled v1"]);
        let mut payload = Vec::new();
        PaidV1 { cents: 5 }.encode(&mut payload).unwrap();
        assert!(matches!(OrderEvent::decode(1, 1, OrderEvent::TYPES[1].codec, &payload), Ok(OrderEvent::Paid(_))));
    }

    #[test]
    fn the_machine_runs() {
        let placed = Placed { customer: "ann".to_owned(), total_cents: 7 }.into();
        assert!(Order::default().check(&placed).is_ok());
        assert_eq!(Order::machine().states.len(), 4);
    }
}
