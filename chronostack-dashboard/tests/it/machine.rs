//! A machine to be shown.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub(crate) struct Placed {
    pub(crate) due_cents: u64,
    #[event(sensitive)]
    pub(crate) customer: String,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid")]
pub(crate) struct Paid {
    pub(crate) cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    #[default]
    Draft,
    Open {
        due_cents: u64,
    },
    Settled,
}

#[reducer(pub(crate) enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Open)]
    fn place(event: &Placed) -> Self {
        Order::Open { due_cents: event.due_cents }
    }

    #[transition(Open { due_cents } => Open | Settled)]
    fn pay(due_cents: u64, event: &Paid) -> Self {
        match due_cents.saturating_sub(event.cents) {
            0 => Order::Settled,
            due_cents => Order::Open { due_cents },
        }
    }
}

/// A note, which may be as long as it likes.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "noted")]
pub(crate) struct Noted {
    pub(crate) text: String,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notes {
    texts: Vec<String>,
}

#[reducer(pub(crate) enum NotesEvent)]
impl Notes {
    fn noted(&mut self, event: &Noted) {
        self.texts.push(event.text.clone());
    }
}
