//! The heart: how an event moves a state.

use std::{error::Error, fmt};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    event::Event,
    machine::{invariant::BrokenInvariant, spec::MachineSpec},
    meta::Meta,
};

/// A state that is derived from events only. `#[reducer]` writes this; by hand it is plain Rust.
///
/// `Default` is the initial state, version 0.
pub trait Reducer: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The events that move it.
    type Event: Event;

    /// The kind of its streams: what stands before the slash in `order/order-1`.
    const STREAM: &'static str;

    /// Whether `event` may happen now: a legal transition, then every guard for that event. Asked before an
    /// append, never on replay. An event that this state ignores is legal.
    fn check(&self, event: &Self::Event) -> Result<(), Rejection>;

    /// Moves the state. Guards are not asked. The state is unchanged unless the answer is
    /// [`Outcome::Applied`].
    fn reduce(&mut self, event: &Self::Event, meta: &Meta) -> Outcome;

    /// Whether every invariant holds of this state; the first that does not is the answer. Asked by the generated tests after
    /// every event, and by [`History::check_invariants`](crate::history::History::check_invariants), never by a dispatch.
    fn check_invariants(&self) -> Result<(), BrokenInvariant> {
        Ok(())
    }

    /// States, events and transitions, as data.
    fn machine() -> &'static MachineSpec;

    /// The name of the present state: the variant's, or the type's where the state is a struct.
    fn state_name(&self) -> &'static str {
        Self::machine().name
    }
}

/// What an event did to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub enum Outcome {
    /// The state moved, or stayed what it is by a handler's decision.
    Applied {
        /// The transition it made.
        transition: Transition,
    },
    /// The table says that this state ignores this event.
    Ignored,
    /// The table has no row for this event in this state. The state is unchanged.
    Rejected,
}

/// A transition that was made. Displays as `Draft -> Open`, or as the handler's name where the state is a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transition {
    /// The handler that made it.
    pub handler: &'static str,
    /// The state before.
    pub from: &'static str,
    /// The state after.
    pub to: &'static str,
    /// Whether the state is an enum, so that `from` and `to` say more than the handler does.
    pub between_variants: bool,
}

impl fmt::Display for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.between_variants { write!(f, "{} -> {}", self.from, self.to) } else { f.write_str(self.handler) }
    }
}

/// Why an event may not happen now. Displays as a sentence that names state, event and reason.
#[derive(Debug)]
#[non_exhaustive]
pub enum Rejection {
    /// The table has no row for this event in this state.
    NoTransition {
        /// The state's name.
        state: &'static str,
        /// The event type's name.
        event: &'static str,
    },
    /// A guard said no.
    Guard {
        /// The state's name.
        state: &'static str,
        /// The event type's name.
        event: &'static str,
        /// The guard's function.
        guard: &'static str,
        /// What the guard answered; downcast it to the guard's own error type.
        reason: Box<dyn Error + Send + Sync>,
    },
    /// The row is `#[retired]`: it folds what is stored and refuses what is new.
    Retired {
        /// The state's name.
        state: &'static str,
        /// The event type's name.
        event: &'static str,
        /// The retired handler.
        handler: &'static str,
    },
}

impl Rejection {
    /// The name of the guard that said no, if one did.
    pub fn guard(&self) -> Option<&'static str> {
        match self {
            Self::Guard { guard, .. } => Some(guard),
            _ => None,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTransition { state, event } => {
                write!(f, "`{event}` has no transition in state `{state}`")
            }
            Self::Guard { state, event, guard, reason } => {
                write!(f, "guard `{guard}` refused `{event}` in state `{state}`: {reason}")
            }
            Self::Retired { state, event, handler } => {
                write!(f, "`{event}` is no longer accepted in state `{state}`: the row of `{handler}` is retired")
            }
        }
    }
}

impl Error for Rejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Guard { reason, .. } => Some(reason.as_ref()),
            _ => None,
        }
    }
}
