//! The machine that is measured: a bank account.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

/// An account was opened.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.opened")]
pub(crate) struct Opened {
    pub(crate) owner: String,
}

/// Money came in.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.deposited")]
pub(crate) struct Deposited {
    pub(crate) cents: u64,
    /// 16 bytes of text.
    pub(crate) memo: String,
}

/// Money went out.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.withdrawn")]
pub(crate) struct Withdrawn {
    pub(crate) cents: u64,
}

/// An account was closed.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.closed")]
pub(crate) struct Closed {}

/// An account.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Account {
    #[default]
    New,
    Open {
        owner: String,
        cents: u64,
    },
    /// What was left in it is kept, so that every contender's result can be compared.
    #[state(terminal)]
    Closed {
        cents: u64,
    },
}

impl Account {
    /// The balance.
    pub(crate) fn cents(&self) -> u64 {
        match self {
            Self::New => 0,
            Self::Open { cents, .. } | Self::Closed { cents } => *cents,
        }
    }
}

#[reducer(pub(crate) enum AccountEvent, otherwise = reject, derive(Serialize, Deserialize))]
impl Account {
    #[transition(New => Open)]
    fn open(event: &Opened) -> Self {
        Self::Open { owner: event.owner.clone(), cents: 0 }
    }

    #[transition(Open { owner, cents } => Open)]
    fn deposit(owner: String, cents: u64, event: &Deposited) -> Self {
        Self::Open { owner, cents: cents + event.cents }
    }

    #[transition(Open { owner, cents } => Open)]
    fn withdraw(owner: String, cents: u64, event: &Withdrawn) -> Self {
        Self::Open { owner, cents: cents - event.cents }
    }

    #[transition(Open { cents, .. } => Closed)]
    fn close(cents: u64, _event: &Closed) -> Self {
        Self::Closed { cents }
    }
}
