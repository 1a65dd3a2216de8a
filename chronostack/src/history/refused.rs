//! Events that have no place in an altered history.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use crate::{
    event::{Event, Recorded},
    machine::{Outcome, Reducer, Rejection},
    replay::panic_message,
};

/// An event that an altered history left out, because it could not have happened there.
#[derive(Clone, Debug)]
pub struct Refused<E> {
    /// The event. Its meta is that of the history that was altered; its version there tells it apart.
    pub recorded: Recorded<E>,
    /// Why it could not have happened.
    pub cause: RefusalCause,
}

/// Why an event could not have happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RefusalCause {
    /// The state has no row for it, or a guard says no.
    Rejected(Arc<Rejection>),
    /// Its handler or a guard panicked.
    Panicked {
        /// What the panic said.
        message: String,
    },
}

impl<E: Event> fmt::Display for Refused<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {}: {}", self.recorded.meta.version, self.reason())
    }
}

impl<E: Event> Refused<E> {
    /// The cause, with the event's name.
    pub fn reason(&self) -> String {
        match &self.cause {
            RefusalCause::Rejected(rejection) => rejection.to_string(),
            RefusalCause::Panicked { message } => {
                format!("`{}` panicked: {message}", self.recorded.event.event_type().name)
            }
        }
    }
}

impl<E: Event> std::error::Error for Refused<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            RefusalCause::Rejected(rejection) => rejection.source(),
            RefusalCause::Panicked { .. } => None,
        }
    }
}

/// Whether `event` may happen in `state`: transition and guards.
pub(super) fn check<R: Reducer>(state: &R, event: &R::Event) -> Result<(), RefusalCause> {
    guarded(|| state.check(event))?.map_err(|rejection| RefusalCause::Rejected(Arc::new(rejection)))
}

/// Moves `state` by `recorded`. When its handler panics the state is of no use.
pub(super) fn apply<R: Reducer>(state: &mut R, recorded: &Recorded<R::Event>) -> Result<Outcome, RefusalCause> {
    match guarded(|| state.reduce(&recorded.event, &recorded.meta))? {
        Outcome::Rejected => {
            let (state, event) = (state.state_name(), recorded.event.event_type().name);
            Err(RefusalCause::Rejected(Arc::new(Rejection::NoTransition { state, event })))
        }
        outcome => Ok(outcome),
    }
}

fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, RefusalCause> {
    catch_unwind(AssertUnwindSafe(call))
        .map_err(|panic| RefusalCause::Panicked { message: panic_message(panic.as_ref()) })
}
