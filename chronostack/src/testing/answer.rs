//! What a machine answered to what was asked of it.

use std::{error::Error, fmt};

use crate::{
    event::Event,
    machine::{Reducer, Rejection},
};

/// What happened in a test by hand.
#[non_exhaustive]
pub enum Answer<R: Reducer> {
    /// The events were recorded: none where the state ignores what was asked.
    Recorded {
        /// The events.
        events: Vec<R::Event>,
        /// The state after them.
        state: R,
    },
    /// An event is illegal in that state, or a guard said no.
    Rejected(Rejection),
    /// The decision itself said no.
    Refused(Box<dyn Error + Send + Sync>),
    /// A guard or a handler panicked.
    Panicked {
        /// The event type's name.
        event: &'static str,
        /// What the panic said.
        message: String,
    },
}

impl<R: Reducer> fmt::Display for Answer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded { events, .. } if events.is_empty() => f.write_str("nothing was recorded"),
            Self::Recorded { events, state } => {
                let names: Vec<&str> = events.iter().map(|event| event.event_type().name).collect();
                write!(f, "{} was recorded, and the state is {}", names.join(", "), json(state))
            }
            Self::Rejected(rejection) => write!(f, "it was rejected: {rejection}"),
            Self::Refused(error) => write!(f, "the decision said no: {error}"),
            Self::Panicked { event, message } => write!(f, "`{event}` panicked: {message}"),
        }
    }
}

impl<R: Reducer> fmt::Debug for Answer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A state for a message. Not every state has `Debug`; every one has this.
pub(super) fn json<R: Reducer>(state: &R) -> String {
    let value = crate::diff::to_value(state);
    match state.state_name() {
        // That of an enum is in its JSON.
        _ if R::machine().is_enum => value.to_string(),
        name => format!("{name} {value}"),
    }
}
