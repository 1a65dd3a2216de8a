//! States survive serialization.

use crate::{
    event::Recorded,
    machine::Reducer,
    replay::fold,
    testing::{
        states::{difference, reread},
        suite::Suite,
    },
};

pub(super) fn law<R: Reducer>(suite: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    let mut state = R::default();
    for version in 0..=events.len() {
        fold(&mut state, events[..version].last()).map_err(|error| error.to_string())?;
        let again = reread(&state).map_err(|error| format!("at version {version}: {error}"))?;
        if !suite.same(&state, &again) {
            return Err(format!(
                "the state of version {version} is another once written and read back; from what it was to that:\n{}",
                difference(&state, &again)
            ));
        }
    }
    Ok(())
}
