//! What a dispatch would make of an event.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    history::History,
    machine::{Outcome, Reducer, Transition},
    replay::panic_message,
};

/// What became of it.
pub(super) enum Attempt<R> {
    /// It is legal, and leads to this state.
    Legal(R, Transition),
    /// It is illegal or ignored, and is not recorded.
    Refused,
    /// A guard or its handler panicked, and it is not recorded.
    Panicked(String),
}

/// What `dispatch` would make of `event`, as the event of `version`.
pub(super) fn attempt<R: Reducer>(state: &R, version: u64, event: &R::Event) -> Attempt<R> {
    let meta = History::<R>::made_up_meta(version);
    let attempted = catch_unwind(AssertUnwindSafe(|| {
        state.check(event).ok()?;
        let mut after = state.clone();
        match after.reduce(event, &meta) {
            Outcome::Applied { transition } => Some((after, transition)),
            _ => None,
        }
    }));
    match attempted {
        Ok(Some((after, transition))) => Attempt::Legal(after, transition),
        Ok(None) => Attempt::Refused,
        Err(panic) => Attempt::Panicked(panic_message(panic.as_ref())),
    }
}

impl<R> Attempt<R> {
    /// The state that it leads to, if it is legal. What a handler panicked with is not the laws' business: `dispatch` gives it
    /// back as an error and records nothing.
    pub(super) fn legal(self) -> Option<R> {
        match self {
            Self::Legal(after, _) => Some(after),
            _ => None,
        }
    }
}
