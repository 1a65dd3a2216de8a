//! Transitions lead where they say.

use crate::{
    event::{Event, Recorded},
    machine::{Outcome, Reducer, Transition},
    replay::fold_with,
    testing::{law::Moved, suite::Suite},
};

pub(super) fn law<R: Reducer>(_: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    let mut broken = Ok(());
    let folded = fold_with(&mut R::default(), events, |recorded, outcome, after| {
        let Outcome::Applied { transition } = outcome else { return };
        if broken.is_ok() {
            let event = recorded.event.event_type().name;
            let led = leads_where_it_says(transition, event, after);
            broken = led.map_err(|error| format!("version {} (`{event}`): {error}", recorded.meta.version));
        }
    });
    folded.map_err(|error| error.to_string())?;
    broken
}

pub(super) fn of_event<R: Reducer>(_: &Suite<R>, moved: &Moved<'_, R>) -> Result<(), String> {
    leads_where_it_says(moved.transition, moved.event.event_type().name, moved.after)
}

fn leads_where_it_says<R: Reducer>(transition: Transition, event: &str, after: &R) -> Result<(), String> {
    let machine = R::machine();
    let mut rows = machine.transitions.iter().filter(|row| {
        row.handler == transition.handler && row.from.contains(&transition.from) && row.events.contains(&event)
    });
    // A reducer by hand need not list its rows.
    let listed = machine.transitions.is_empty() || rows.any(|row| row.to.contains(&transition.to));
    if !machine.is_enum || (listed && after.state_name() == transition.to) {
        return Ok(());
    }
    Err(format!(
        "`{}` led from `{}` to `{}`, which its row does not name; add `{}` behind its `=>`, or mend the handler",
        transition.handler,
        transition.from,
        after.state_name(),
        after.state_name()
    ))
}
