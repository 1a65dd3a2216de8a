//! Invariants hold after every event.

use crate::{event::Recorded, history::check_invariants, machine::Reducer, testing::suite::Suite};

pub(super) fn law<R: Reducer>(_: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    check_invariants::<R>(events).map_err(|error| error.to_string())
}
