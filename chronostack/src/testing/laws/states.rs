//! States survive serialization.

use crate::{
    event::Recorded,
    machine::Reducer,
    replay::fold,
    testing::{
        law::Moved,
        states::{difference, reread},
        suite::Suite,
    },
};

pub(super) fn law<R: Reducer>(suite: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    let mut state = R::default();
    for version in 0..=events.len() {
        fold(&mut state, events[..version].last()).map_err(|error| error.to_string())?;
        survives(suite, &state).map_err(|error| format!("the state of version {version} {error}"))?;
    }
    Ok(())
}

pub(super) fn of_event<R: Reducer>(suite: &Suite<R>, moved: &Moved<'_, R>) -> Result<(), String> {
    survives(suite, moved.after).map_err(|error| format!("the state after it {error}"))
}

fn survives<R: Reducer>(suite: &Suite<R>, state: &R) -> Result<(), String> {
    let again = reread(state).map_err(|error| format!("does not survive: {error}"))?;
    if suite.same(state, &again) {
        return Ok(());
    }
    Err(format!("is another once written and read back; from what it was to that:\n{}", difference(state, &again)))
}
