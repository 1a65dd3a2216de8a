//! A snapshot and the tail equal a full replay.

use crate::{
    event::Recorded,
    machine::Reducer,
    replay::fold,
    testing::{
        states::{difference, reread},
        suite::Suite,
        words,
    },
};

/// Reductions that are spent on one history.
const REDUCTIONS_MAX: usize = 1_000_000;

pub(super) fn law<R: Reducer>(suite: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    let mut full = R::default();
    fold(&mut full, events).map_err(|error| error.to_string())?;
    let stride = (events.len() * events.len() / 2 / REDUCTIONS_MAX).max(1);
    let mut state = R::default();
    for version in 0..=events.len() {
        let (past, tail) = events.split_at(version);
        fold(&mut state, past.last()).map_err(|error| error.to_string())?;
        if version % stride != 0 {
            continue;
        }
        let mut resumed = reread(&state).map_err(|error| format!("at version {version}: {error}"))?;
        let folded = fold(&mut resumed, tail);
        folded.map_err(|error| format!("behind a snapshot at version {version}: {error}"))?;
        if !suite.same(&full, &resumed) {
            return Err(format!(
                "a snapshot at version {version} and the {} behind it lead elsewhere; from the full replay to \
                 that:\n{}",
                words::events(tail.len()),
                difference(&full, &resumed)
            ));
        }
    }
    Ok(())
}
