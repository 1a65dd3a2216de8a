//! What generated `check`s and `reduce`s call.

use std::error::Error;

use crate::{
    event::Event,
    machine::reducer::{Reducer, Rejection},
};

/// The state of version 0.
#[doc(hidden)]
pub fn initial<R: Reducer>() -> R {
    R::default()
}

/// The state, with the default left in its place.
#[doc(hidden)]
#[inline]
pub fn take<R: Reducer>(state: &mut R) -> R {
    std::mem::take(state)
}

/// No row fits.
#[doc(hidden)]
#[cold]
pub fn no_transition<R: Reducer>(state: &R, event: &R::Event) -> Rejection {
    Rejection::NoTransition { state: state.state_name(), event: event.event_type().name }
}

/// The row that fits is retired.
#[doc(hidden)]
#[cold]
pub fn retired<R: Reducer>(state: &R, event: &R::Event, handler: &'static str) -> Rejection {
    Rejection::Retired { state: state.state_name(), event: event.event_type().name, handler }
}

/// What the guard `guard` answered, as `check` reports it.
#[doc(hidden)]
pub fn guard<R: Reducer>(
    state: &R,
    event: &R::Event,
    guard: &'static str,
    answer: impl GuardAnswer,
) -> Result<(), Rejection> {
    match answer.refusal() {
        None => Ok(()),
        Some(reason) => {
            Err(Rejection::Guard { state: state.state_name(), event: event.event_type().name, guard, reason })
        }
    }
}

/// What a guard may answer with.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a guard cannot answer with `{Self}`",
    label = "not an answer of a guard",
    note = "a guard returns `Result<(), E>`, where `E` is an error type, a `String` or a `&'static str`"
)]
pub trait GuardAnswer {
    /// The reason to refuse the event, if there is one.
    fn refusal(self) -> Option<Box<dyn Error + Send + Sync>>;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn Error + Send + Sync>>> GuardAnswer for Result<(), E> {
    fn refusal(self) -> Option<Box<dyn Error + Send + Sync>> {
        self.err().map(Into::into)
    }
}
