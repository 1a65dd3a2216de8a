//! What was recorded of the states is reproduced.

use crate::{event::Recorded, history::History, limits::Limits, machine::Reducer, testing::suite::Suite};

pub(super) fn law<R: Reducer>(_: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    let Some(first) = events.first() else { return Ok(()) };
    let history = History::<R>::from_recorded(first.meta.stream.clone(), events.to_vec(), &Limits::DEFAULT);
    let history = history.map_err(|error| format!("failed to {error}"))?;
    history.verify().map(|_| ()).map_err(|divergence| format!("failed to {divergence}"))
}
