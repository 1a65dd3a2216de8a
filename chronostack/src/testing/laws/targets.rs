//! Transitions lead where they say.

use crate::{
    event::{Event, Recorded},
    machine::{Outcome, Reducer},
    replay::fold_with,
    testing::suite::Suite,
};

pub(super) fn law<R: Reducer>(_: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    let machine = R::machine();
    if !machine.is_enum {
        return Ok(());
    }
    let mut broken = Ok(());
    let folded = fold_with(&mut R::default(), events, |recorded, outcome, after| {
        let Outcome::Applied { transition } = outcome else { return };
        let event = recorded.event.event_type().name;
        let mut rows = machine.transitions.iter().filter(|row| {
            row.handler == transition.handler && row.from.contains(&transition.from) && row.events.contains(&event)
        });
        // A reducer by hand need not list its rows.
        let listed = machine.transitions.is_empty() || rows.any(|row| row.to.contains(&transition.to));
        if broken.is_ok() && !(listed && after.state_name() == transition.to) {
            broken = Err(format!(
                "version {} (`{event}`): `{}` led from `{}` to `{}`, which its row does not name; add `{}` behind \
                 its `=>`, or mend the handler",
                recorded.meta.version,
                transition.handler,
                transition.from,
                after.state_name(),
                after.state_name()
            ));
        }
    });
    folded.map_err(|error| error.to_string())?;
    broken
}
