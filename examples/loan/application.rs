//! The application's own state, from submitted to granted, declined or cancelled.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::facts::facts;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "application.submitted")]
pub(crate) struct Submitted {
    /// Euros.
    pub(crate) amount: u64,
}

facts! {
    PartlySubmitted = "application.partly_submitted";
    Preaccepted = "application.preaccepted";
    Accepted = "application.accepted";
    Finalized = "application.finalized";
    Approved = "application.approved";
    Registered = "application.registered";
    Activated = "application.activated";
    Declined = "application.declined";
    Cancelled = "application.cancelled";
}

/// An application. Amounts are in euros.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Application {
    #[default]
    Draft,
    Submitted {
        amount: u64,
    },
    PartlySubmitted {
        amount: u64,
    },
    Preaccepted {
        amount: u64,
    },
    Accepted {
        amount: u64,
    },
    /// The offer is agreed on. What grants it comes in any order, so that each of the three may be the last.
    Finalized {
        amount: u64,
        left: Left,
    },
    #[state(terminal)]
    Approved {
        amount: u64,
        left: Left,
    },
    #[state(terminal)]
    Registered {
        amount: u64,
        left: Left,
    },
    #[state(terminal)]
    Activated {
        amount: u64,
        left: Left,
    },
    #[state(terminal)]
    Declined {
        amount: u64,
    },
    #[state(terminal)]
    Cancelled {
        amount: u64,
    },
}

/// The formalities that are still to be done, each of them once.
#[derive(Schema, Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Left {
    pub(crate) approval: bool,
    pub(crate) registration: bool,
    pub(crate) activation: bool,
}

/// A formality was done twice.
#[derive(Debug, thiserror::Error)]
#[error("it was done before")]
pub(crate) struct DoneBefore;

#[reducer(pub(crate) enum ApplicationEvent, otherwise = reject)]
impl Application {
    #[transition(Draft => Submitted)]
    fn submit(event: &Submitted) -> Self {
        Self::Submitted { amount: event.amount }
    }

    #[transition(Submitted { amount } => PartlySubmitted)]
    fn partly_submit(amount: u64, _event: &PartlySubmitted) -> Self {
        Self::PartlySubmitted { amount }
    }

    #[transition(PartlySubmitted { amount } => Preaccepted)]
    fn preaccept(amount: u64, _event: &Preaccepted) -> Self {
        Self::Preaccepted { amount }
    }

    #[transition(Preaccepted { amount } => Accepted)]
    fn accept(amount: u64, _event: &Accepted) -> Self {
        Self::Accepted { amount }
    }

    #[transition(Accepted { amount } => Finalized)]
    fn finalize(amount: u64, _event: &Finalized) -> Self {
        Self::Finalized { amount, left: Left { approval: true, registration: true, activation: true } }
    }

    #[transition(Finalized { amount, left } | Registered { amount, left } | Activated { amount, left } => Approved)]
    fn approve(amount: u64, left: Left, _event: &Approved) -> Self {
        Self::Approved { amount, left: Left { approval: false, ..left } }
    }

    #[transition(Finalized { amount, left } | Approved { amount, left } | Activated { amount, left } => Registered)]
    fn register(amount: u64, left: Left, _event: &Registered) -> Self {
        Self::Registered { amount, left: Left { registration: false, ..left } }
    }

    #[transition(Finalized { amount, left } | Approved { amount, left } | Registered { amount, left } => Activated)]
    fn activate(amount: u64, left: Left, _event: &Activated) -> Self {
        Self::Activated { amount, left: Left { activation: false, ..left } }
    }

    #[transition(PartlySubmitted { amount } | Preaccepted { amount } | Accepted { amount } | Finalized { amount, .. } => Declined)]
    fn decline(amount: u64, _event: &Declined) -> Self {
        Self::Declined { amount }
    }

    #[transition(PartlySubmitted { amount } | Preaccepted { amount } | Accepted { amount } | Finalized { amount, .. } => Cancelled)]
    fn cancel(amount: u64, _event: &Cancelled) -> Self {
        Self::Cancelled { amount }
    }

    #[guard]
    fn approved_once(&self, _event: &Approved) -> Result<(), DoneBefore> {
        self.still(|left| left.approval)
    }

    #[guard]
    fn registered_once(&self, _event: &Registered) -> Result<(), DoneBefore> {
        self.still(|left| left.registration)
    }

    #[guard]
    fn activated_once(&self, _event: &Activated) -> Result<(), DoneBefore> {
        self.still(|left| left.activation)
    }
}

impl Application {
    /// Euros.
    pub(crate) fn amount(&self) -> u64 {
        match *self {
            Self::Draft => 0,
            Self::Submitted { amount }
            | Self::PartlySubmitted { amount }
            | Self::Preaccepted { amount }
            | Self::Accepted { amount }
            | Self::Finalized { amount, .. }
            | Self::Approved { amount, .. }
            | Self::Registered { amount, .. }
            | Self::Activated { amount, .. }
            | Self::Declined { amount }
            | Self::Cancelled { amount } => amount,
        }
    }

    /// What became of it.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::Declined { .. } => "declined",
            Self::Cancelled { .. } => "cancelled",
            _ if self.left().is_some_and(|left| !left.approval) => "approved",
            _ => "open",
        }
    }

    /// The formalities that are still to be done, where there are any.
    pub(crate) fn left(&self) -> Option<Left> {
        match *self {
            Self::Finalized { left, .. }
            | Self::Approved { left, .. }
            | Self::Registered { left, .. }
            | Self::Activated { left, .. } => Some(left),
            _ => None,
        }
    }

    fn still(&self, open: impl Fn(Left) -> bool) -> Result<(), DoneBefore> {
        match self.left() {
            Some(left) if !open(left) => Err(DoneBefore),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
chronostack::replay_tests!(Application, "loan/histories/application");
