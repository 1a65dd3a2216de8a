//! Other rules over the same events.

use std::fmt;

use crate::{
    diff::{Diff, write_indented},
    event::{Event, RecastError, Recorded, recast},
    history::History,
    id::StreamName,
    machine::{Outcome, Reducer, Transition},
    replay::{ReplayError, fold, fold_with},
};

/// What other rules make of the events of one stream. See [`History::shadow`].
///
/// Displays where the two part, and how the states differ in the end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Shadow {
    /// The stream.
    pub stream: StreamName,
    /// The machine whose history it is, and the one with other rules.
    pub machines: [&'static str; 2],
    /// How many events there are.
    pub events: u64,
    /// The first event after which the two differ; `None` if they never do.
    pub parting: Option<Parting>,
    /// From the state in the end to the one by the other rules; `None` if these have none. It may be empty although the two parted:
    /// then they met again.
    pub end: Option<Diff>,
}

/// The first event of which other rules make another state.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parting {
    /// The event's version in its stream.
    pub version: u64,
    /// Its position in the log.
    pub position: u64,
    /// Its type's name.
    pub event: &'static str,
    /// The transition that it makes, and the one by the other rules; `None` where the state ignores it, or the machine passes over it.
    pub transitions: [Option<Transition>; 2],
    /// From the state after it to the one by the other rules; or why these have none.
    pub states: Result<Diff, ShadowError>,
}

/// Other rules cannot fold an event.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShadowError {
    /// It cannot be handed over to them.
    #[error(transparent)]
    Event(#[from] RecastError),
    /// They have no row for it, or a handler panics.
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

impl<R: Reducer> History<R> {
    /// What the rules of `New` make of the same events: the first one after which the states differ, and how they differ in the end.
    /// Neither the history nor the log is changed.
    ///
    /// The events of `New` may be other Rust types: an event is handed over as it would be recorded today, by its name and version, and
    /// brought up to date there. Upcasts are thus not compared, which [`ChronoStack::shadow`](crate::ChronoStack::shadow) does: an event that was stored in an older version is handed over as what the code of `R` made of
    /// it. Where its version is newer than any that `New` knows, that is where they part. States are compared as JSON shows them, so a field that only one of the two has is a difference.
    pub fn shadow<New: Reducer>(&self) -> Shadow {
        let mut payload = Vec::new();
        let events = self.events().iter().take_while(|recorded| recorded.meta.version <= self.version());
        let events: Vec<_> = events.map(|recorded| Both::handed_over(recorded, &mut payload)).collect();
        let end = end::<R, New>(&events, self.state());
        Shadow::new::<R, New>(self.stream().clone(), &events, end)
    }
}

/// One event, as each of two machines reads it; `None` is passed over.
pub(crate) struct Both<Old: Reducer, New: Reducer> {
    pub(crate) version: u64,
    pub(crate) position: u64,
    pub(crate) event: &'static str,
    pub(crate) ours: Option<Recorded<Old::Event>>,
    pub(crate) theirs: Result<Option<Recorded<New::Event>>, RecastError>,
}

impl<Old: Reducer, New: Reducer> Both<Old, New> {
    /// What `New` reads is what would be recorded of it today.
    fn handed_over(recorded: &Recorded<Old::Event>, payload: &mut Vec<u8>) -> Self {
        let Recorded { event, meta } = recorded;
        let theirs = recast(event, payload).map(|event| Some(Recorded { event, meta: meta.clone() }));
        let (version, position, event) = (meta.version, meta.position, event.event_type().name);
        Self { version, position, event, ours: Some(recorded.clone()), theirs }
    }
}

/// The shadow of `events` if they end otherwise.
///
/// # Errors
/// At the first event that today's rules cannot fold.
pub(crate) fn shadow_if_differing<Old: Reducer, New: Reducer>(
    stream: StreamName,
    events: &[Both<Old, New>],
) -> Result<Option<Shadow>, ReplayError> {
    let mut state = Old::default();
    fold(&mut state, events.iter().filter_map(|both| both.ours.as_ref()))?;
    let end = end::<Old, New>(events, &state);
    if end.as_ref().is_some_and(Diff::is_empty) {
        return Ok(None);
    }
    Ok(Some(Shadow::new::<Old, New>(stream, events, end)))
}

/// From the state `last` to the one that the events lead to by the rules of `New`, if they lead to one.
fn end<Old: Reducer, New: Reducer>(events: &[Both<Old, New>], last: &Old) -> Option<Diff> {
    let mut state = New::default();
    let theirs: Result<Vec<_>, _> = events.iter().map(|both| both.theirs.as_ref()).collect();
    fold(&mut state, theirs.ok()?.into_iter().flatten()).ok()?;
    Some(Diff::between(last, &state))
}

fn parting<Old: Reducer, New: Reducer>(events: &[Both<Old, New>]) -> Option<Parting> {
    let (mut old, mut new) = (Old::default(), New::default());
    events.iter().find_map(|both| {
        let &Both { version, position, event, ref ours, ref theirs } = both;
        let ours = step(&mut old, ours.as_ref()).ok()?;
        let theirs = theirs.as_ref().map_err(|error| ShadowError::from(error.clone()));
        let (other, states) = match theirs.and_then(|event| Ok(step(&mut new, event.as_ref())?)) {
            Ok(other) => (other, Ok(Diff::between(&old, &new))),
            Err(error) => (None, Err(error)),
        };
        let parted = !states.as_ref().is_ok_and(Diff::is_empty);
        parted.then_some(Parting { version, position, event, transitions: [ours, other], states })
    })
}

fn step<R: Reducer>(state: &mut R, recorded: Option<&Recorded<R::Event>>) -> Result<Option<Transition>, ReplayError> {
    let mut made = None;
    fold_with(state, recorded, |_, outcome, _| {
        if let Outcome::Applied { transition } = outcome {
            made = Some(transition);
        }
    })?;
    Ok(made)
}

impl Shadow {
    fn new<Old: Reducer, New: Reducer>(stream: StreamName, events: &[Both<Old, New>], end: Option<Diff>) -> Self {
        let machines = [Old::machine().name, New::machine().name];
        Self { stream, machines, events: events.len() as u64, parting: parting(events), end }
    }

    /// Whether the states in the end are alike.
    pub fn ends_alike(&self) -> bool {
        self.end.as_ref().is_some_and(Diff::is_empty)
    }
}

impl fmt::Display for Shadow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stream, machines: [old, new], events: count, parting, end } = self;
        let events = format_args!("{count} {}", if *count == 1 { "event" } else { "events" });
        let Some(Parting { version, event, transitions, states, .. }) = parting else {
            return write!(f, "{stream}: {events}, `{new}` makes of each what `{old}` does");
        };
        write!(f, "{stream}: {events}, `{new}` parts from `{old}` at version {version}, `{event}`")?;
        let width = old.len().max(new.len());
        for (machine, transition) in [old, new].into_iter().zip(transitions) {
            match transition {
                Some(transition) => write!(f, "\n  {machine:width$}  {transition}")?,
                None if machine == new && states.is_err() => {}
                None => write!(f, "\n  {machine:width$}  (ignored)")?,
            }
        }
        match states {
            Ok(diff) => write_indented(diff, f)?,
            Err(error) => return write!(f, "\n  {new:width$}  {error}"),
        }
        if *version == *count {
            return Ok(());
        }
        match end {
            None => write!(f, "\n  further on, `{new}` cannot fold what is recorded"),
            Some(end) if end.is_empty() => f.write_str("\n  in the end they are alike again"),
            Some(end) => {
                f.write_str("\n  in the end")?;
                write_indented(end, f)
            }
        }
    }
}
