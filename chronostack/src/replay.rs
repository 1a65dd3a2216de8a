//! Folding recorded events into a state, with every failure at its place.

use std::{
    any::Any,
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    event::{Event, Recorded},
    id::StreamName,
    machine::{Outcome, Reducer},
};

/// A recorded event could not be folded. Nothing was skipped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("fold event {position} (`{event}`, {stream} version {version}): {cause}")]
pub struct ReplayError {
    /// The event's stream.
    pub stream: StreamName,
    /// The event's version in its stream.
    pub version: u64,
    /// The event's position in its log.
    pub position: u64,
    /// The event type's name.
    pub event: &'static str,
    /// What went wrong.
    pub cause: ReplayCause,
}

/// Why a recorded event could not be folded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayCause {
    /// Today's table has no row for it.
    #[error(
        "state `{state}` has no row for it today; to keep reading what an old log holds, keep the row and mark it #[retired]"
    )]
    NoRow {
        /// The name of the state it met.
        state: &'static str,
    },
    /// It is not the version that follows the one before: the stream has a gap, or is out of order.
    #[error("version {expected} should stand in its place")]
    Gap {
        /// The version that should.
        expected: u64,
    },
    /// The handler panicked.
    #[error("its handler panicked: {message}")]
    Panicked {
        /// What the panic said.
        message: String,
    },
}

impl ReplayError {
    /// `cause`, at the place of `recorded`.
    pub(crate) fn new<E: Event>(recorded: &Recorded<E>, cause: ReplayCause) -> Self {
        Self {
            stream: recorded.meta.stream.clone(),
            version: recorded.meta.version,
            position: recorded.meta.position,
            event: recorded.event.event_type().name,
            cause,
        }
    }
}

/// Folds `events` into `state`, in order.
///
/// # Errors
/// At the first event that today's rules cannot fold; `state` is then of no use, for a handler that panicked may
/// have half changed it.
pub fn fold<'a, R: Reducer>(
    state: &mut R,
    events: impl IntoIterator<Item = &'a Recorded<R::Event>>,
) -> Result<(), ReplayError> {
    fold_with(state, events, |_, _, _| ())
}

/// [`fold`] that tells `seen` of each event, its outcome, and the state after it.
pub fn fold_with<'a, R: Reducer>(
    state: &mut R,
    events: impl IntoIterator<Item = &'a Recorded<R::Event>>,
    mut seen: impl FnMut(&Recorded<R::Event>, Outcome, &R),
) -> Result<(), ReplayError> {
    // One catch around the loop, for one around each event would keep the handlers from being inlined.
    let current: Cell<Option<&Recorded<R::Event>>> = Cell::new(None);
    let folded = catch_unwind(AssertUnwindSafe(|| {
        for recorded in events {
            current.set(Some(recorded));
            match state.reduce(&recorded.event, &recorded.meta) {
                Outcome::Rejected => {
                    let state = state.state_name();
                    return Err(ReplayError::new(recorded, ReplayCause::NoRow { state }));
                }
                outcome => seen(recorded, outcome, state),
            }
        }
        Ok(())
    }));
    match (folded, current.get()) {
        (Ok(result), _) => result,
        (Err(panic), Some(recorded)) => {
            Err(ReplayError::new(recorded, ReplayCause::Panicked { message: panic_message(panic.as_ref()) }))
        }
        // Nothing was being folded: the iterator itself panicked, which is its owner's business.
        (Err(panic), None) => std::panic::resume_unwind(panic),
    }
}

/// What a panic said.
pub fn panic_message(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a text".to_owned()
    }
}
