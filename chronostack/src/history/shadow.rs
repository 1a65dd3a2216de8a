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
    /// The transition that it makes, and the one by the other rules; `None` where the state ignores it.
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
    /// brought up to date there. Upcasts are thus not compared: an event that was stored in an older version is handed over as what the code of `R` made of
    /// it. Where its version is newer than any that `New` knows, that is where they part. States are compared as JSON shows them, so a field that only one of the two has is a difference.
    pub fn shadow<New: Reducer>(&self) -> Shadow {
        let events = &self.events()[..self.events().partition_point(|event| event.meta.version <= self.version())];
        let end = end::<R, New>(events, self.state());
        Shadow::new::<R, New>(self.stream().clone(), events, end, parting::<R, New>(events))
    }
}

/// The shadow of `events` if they end otherwise.
///
/// # Errors
/// At the first event that today's rules cannot fold.
pub(crate) fn shadow_if_differing<Old: Reducer, New: Reducer>(
    stream: StreamName,
    events: &[Recorded<Old::Event>],
) -> Result<Option<Shadow>, ReplayError> {
    let mut state = Old::default();
    fold(&mut state, events)?;
    let end = end::<Old, New>(events, &state);
    if end.as_ref().is_some_and(Diff::is_empty) {
        return Ok(None);
    }
    Ok(Some(Shadow::new::<Old, New>(stream, events, end, parting::<Old, New>(events))))
}

/// From the state `last` to the one that the events lead to by the rules of `New`, if they lead to one.
fn end<Old: Reducer, New: Reducer>(events: &[Recorded<Old::Event>], last: &Old) -> Option<Diff> {
    let (mut state, mut payload) = (New::default(), Vec::new());
    let theirs: Result<Vec<_>, RecastError> = events.iter().map(|event| handed_over(event, &mut payload)).collect();
    fold(&mut state, &theirs.ok()?).ok()?;
    Some(Diff::between(last, &state))
}

fn parting<Old: Reducer, New: Reducer>(events: &[Recorded<Old::Event>]) -> Option<Parting> {
    let (mut old, mut new, mut payload) = (Old::default(), New::default(), Vec::new());
    events.iter().find_map(|recorded| {
        let ours = step(&mut old, recorded).ok()?;
        let theirs = handed_over::<_, New::Event>(recorded, &mut payload).map_err(ShadowError::from);
        let (other, states) = match theirs.and_then(|event| Ok(step(&mut new, &event)?)) {
            Ok(other) => (other, Ok(Diff::between(&old, &new))),
            Err(error) => (None, Err(error)),
        };
        let parted = !states.as_ref().is_ok_and(Diff::is_empty);
        let (Recorded { event, meta }, transitions) = (recorded, [ours, other]);
        let event = event.event_type().name;
        parted.then_some(Parting { version: meta.version, position: meta.position, event, transitions, states })
    })
}

fn handed_over<From: Event, To: Event>(
    recorded: &Recorded<From>,
    payload: &mut Vec<u8>,
) -> Result<Recorded<To>, RecastError> {
    Ok(Recorded { event: recast(&recorded.event, payload)?, meta: recorded.meta.clone() })
}

fn step<R: Reducer>(state: &mut R, recorded: &Recorded<R::Event>) -> Result<Option<Transition>, ReplayError> {
    let mut made = None;
    fold_with(state, [recorded], |_, outcome, _| {
        if let Outcome::Applied { transition } = outcome {
            made = Some(transition);
        }
    })?;
    Ok(made)
}

impl Shadow {
    fn new<Old: Reducer, New: Reducer>(
        stream: StreamName,
        events: &[Recorded<Old::Event>],
        end: Option<Diff>,
        parting: Option<Parting>,
    ) -> Self {
        let machines = [Old::machine().name, New::machine().name];
        Self { stream, machines, events: events.len() as u64, parting, end }
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
