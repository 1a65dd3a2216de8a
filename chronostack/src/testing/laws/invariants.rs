//! Invariants hold after every event.

use crate::{
    event::Recorded,
    history::check_invariants,
    machine::Reducer,
    testing::{answer::json, law::Moved, suite::Suite},
};

pub(super) fn law<R: Reducer>(_: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    check_invariants::<R>(events).map_err(|error| error.to_string())
}

pub(super) fn of_event<R: Reducer>(_: &Suite<R>, moved: &Moved<'_, R>) -> Result<(), String> {
    let broken = moved.after.check_invariants();
    broken.map_err(|broken| format!("{broken}\n  before: {}\n  after:  {}", json(moved.before), json(moved.after)))
}
