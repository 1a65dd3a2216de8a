//! Whether the invariants held all along.

use serde_json::Value;

use crate::{
    diff::to_value,
    event::{Event, Recorded},
    history::timeline::History,
    machine::{BrokenInvariant, Reducer},
    replay::{fold, fold_with},
};

/// A recorded event led to a state that breaks an invariant.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("version {version} (`{event}`): {broken}\n  before: {before}\n  after:  {after}")]
#[non_exhaustive]
pub struct InvariantError {
    /// The event's version.
    pub version: u64,
    /// The event type's name.
    pub event: &'static str,
    /// The invariant.
    #[source]
    pub broken: BrokenInvariant,
    /// The state before the event.
    pub before: Value,
    /// The state that breaks it.
    pub after: Value,
}

impl<R: Reducer> History<R> {
    /// Asks every `#[invariant]` after every event. The state of version 0, to which nothing has happened yet, is not asked.
    ///
    /// A dispatch does not ask, and neither does a replay: an invariant that was declared today may not hold of what was
    /// recorded before. This is how to find out.
    ///
    /// # Errors
    /// At the first version whose state breaks one.
    pub fn check_invariants(&self) -> Result<(), InvariantError> {
        check_invariants::<R>(self.events())
    }
}

/// [`History::check_invariants`], as far as the events fold.
pub(crate) fn check_invariants<R: Reducer>(events: &[Recorded<R::Event>]) -> Result<(), InvariantError> {
    let mut found = None;
    // That an event does not fold is told by `History::error`.
    let _ = fold_with(&mut R::default(), events, |recorded, _, after| {
        if found.is_none() {
            found = after.check_invariants().err().map(|broken| {
                let event = recorded.event.event_type().name;
                InvariantError {
                    version: recorded.meta.version,
                    event,
                    broken,
                    before: Value::Null,
                    after: to_value(after),
                }
            });
        }
    });
    let Some(mut error) = found else { return Ok(()) };
    let mut before = R::default();
    // They folded a moment ago.
    let _ = fold(&mut before, events.iter().take_while(|earlier| earlier.meta.version < error.version));
    error.before = to_value(&before);
    Err(error)
}
