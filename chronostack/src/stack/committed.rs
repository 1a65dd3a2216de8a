//! What the runtime answers with.

use std::ops::Deref;

use crate::{cause::Causes, event::Recorded, machine::Reducer};

/// What a dispatch or a decision recorded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Committed<R: Reducer> {
    /// The state after the commit.
    pub state: R,
    /// The stream's version after the commit.
    pub version: u64,
    /// The position of the commit's last event; where nothing was recorded, that of the stream's last one, 0 for none.
    pub position: u64,
    /// What was recorded: nothing when the state ignores the event, or the decision was to do nothing.
    pub events: Vec<Recorded<R::Event>>,
    /// The idempotency key was known: this is what its first commit answered, and nothing was recorded now.
    pub duplicate: bool,
}

/// The commit's last event: the others led to it. None when nothing was recorded.
impl<R: Reducer> From<&Committed<R>> for Causes {
    fn from(committed: &Committed<R>) -> Self {
        committed.events.last().map(Self::from).unwrap_or_default()
    }
}

/// A state and the version of its stream. Derefs to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Versioned<R> {
    /// The state.
    pub state: R,
    /// How many events made it; 0 is the initial state.
    pub version: u64,
}

impl<R> Deref for Versioned<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.state
    }
}
