//! A history: events, and the state after each of them.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    diff::Diff,
    event::{Event, Recorded},
    history::{keyframes::Keyframes, made_up, refused::Refused},
    id::StreamName,
    limits::Limits,
    machine::{Reducer, Unknown},
    replay::{ReplayCause, ReplayError, fold, fold_with},
    time::Timestamp,
};

/// The events of one stream, or events made up for a test, and the state after each of them.
///
/// Version 0 is the initial state, version n that after the n-th event. See the [module](crate::history) for what can
/// be asked. Where the machine [passes over](crate::machine::Unknown) events that the code does not know, they are not among the
/// events; their versions count, and their states are those before them.
///
/// Any version is reached in a bounded number of reductions: 31 at most as long as the states of every 32nd
/// version take less than [`Limits::history_cache_bytes_max`]; else fewer than about `3 × events × bytes of a state /
/// that limit`. The version behind the one last asked for takes one.
///
/// Cloning shares events and states.
pub struct History<R: Reducer> {
    pub(super) stream: StreamName,
    pub(super) events: Arc<Vec<Recorded<R::Event>>>,
    pub(super) keyframes: Keyframes<R>,
    /// The last version that has a state, and that state.
    pub(super) last: (u64, Arc<R>),
    pub(super) error: Option<ReplayError>,
    pub(super) refused: Vec<Refused<R::Event>>,
    /// The version last sought, and its state.
    sought: Mutex<(u64, Arc<R>)>,
}

impl<R: Reducer> History<R> {
    /// A history of events that no log recorded, in order. Pure: no log, no executor, no clock.
    ///
    /// Their meta is made up of their version n alone: position n, the id of position n in a log of id 0, recorded n
    /// seconds after the Unix epoch in the stream `<STREAM>/history`.
    ///
    /// An event that cannot be folded ends the history: see [`error`](Self::error).
    ///
    /// # Panics
    /// When [`Reducer::STREAM`] cannot name a stream, which `#[reducer]` rules out.
    pub fn from_events(events: impl IntoIterator<Item = R::Event>) -> Self {
        let stream = Self::made_up_stream();
        let events =
            (1..).zip(events).map(|(version, event)| Recorded { event, meta: made_up::meta(&stream, version) });
        let events: Vec<_> = events.collect();
        let version = events.len() as u64;
        Self::fold_all(stream, events, version, Limits::DEFAULT.history_cache_bytes_max)
    }

    fn made_up_stream() -> StreamName {
        StreamName::new(R::STREAM, "history").unwrap_or_else(|error| panic!("Reducer::STREAM: {error}"))
    }

    /// The meta of the event of `version` in [`from_events`](Self::from_events).
    #[cfg(feature = "testing")]
    pub(crate) fn made_up_meta(version: u64) -> crate::meta::Meta {
        made_up::meta(&Self::made_up_stream(), version)
    }

    /// [`from_events`](Self::from_events), where every event must fold.
    ///
    /// # Errors
    /// At the first event that has no row in the table, or whose handler panics.
    pub fn try_from_events(events: impl IntoIterator<Item = R::Event>) -> Result<Self, ReplayError> {
        Self::from_events(events).sound()
    }

    /// The history of the recorded stream `stream`: all of its events, from version 1 on, in order.
    ///
    /// # Errors
    /// At the first event that is not the next version, that has no row in today's table, or whose handler panics.
    pub fn from_recorded(
        stream: StreamName,
        events: Vec<Recorded<R::Event>>,
        limits: &Limits,
    ) -> Result<Self, ReplayError> {
        let version = events.last().map_or(0, |last| last.meta.version);
        Self::from_stream(stream, events, version, limits)
    }

    /// [`from_recorded`](Self::from_recorded) of a stream at `version`, which what is passed over may stand behind the last event of.
    pub(crate) fn from_stream(
        stream: StreamName,
        events: Vec<Recorded<R::Event>>,
        version: u64,
        limits: &Limits,
    ) -> Result<Self, ReplayError> {
        let mut expected = 1;
        for recorded in &events {
            let found = recorded.meta.version;
            let passed_over = R::machine().unknown == Unknown::Ignore && found > expected;
            if found != expected && !passed_over {
                return Err(ReplayError::new(recorded, ReplayCause::Gap { expected }));
            }
            expected = found + 1;
        }
        Self::fold_all(stream, events, version, limits.history_cache_bytes_max).sound()
    }

    fn fold_all(stream: StreamName, events: Vec<Recorded<R::Event>>, version: u64, bytes_max: usize) -> Self {
        let mut keyframes = Keyframes::new(bytes_max);
        let mut state = R::default();
        let folded = fold_with(&mut state, &events, |recorded, _, state| keyframes.offer(recorded.meta.version, state));
        let last = match &folded {
            Ok(()) => (version, Arc::new(state)),
            Err(error) => nearest(&keyframes, &events, error.version - 1),
        };
        Self::new(stream, events, keyframes, last, folded.err())
    }

    pub(super) fn new(
        stream: StreamName,
        events: Vec<Recorded<R::Event>>,
        keyframes: Keyframes<R>,
        last: (u64, Arc<R>),
        error: Option<ReplayError>,
    ) -> Self {
        let sought = Mutex::new(last.clone());
        Self { stream, events: Arc::new(events), keyframes, last, error, refused: Vec::new(), sought }
    }

    fn sound(self) -> Result<Self, ReplayError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// Goes on with what was recorded behind [`version`](Self::version) up to the stream's version `until`: a history that follows a stream as
    /// it grows need not be made anew.
    ///
    /// # Errors
    /// At the first event that is not the next version, that has no row in today's table, or whose handler panics. The history then ends before it.
    pub fn follow(&mut self, recorded: Vec<Recorded<R::Event>>, until: u64) -> Result<(), ReplayError> {
        let (mut version, mut state) = (self.last.0, R::clone(&self.last.1));
        let mut expected = version + 1;
        let follows = |recorded: &&Recorded<R::Event>| {
            let found = recorded.meta.version;
            let passed_over = R::machine().unknown == Unknown::Ignore && found > expected;
            let follows = found == expected || passed_over;
            expected = found + 1;
            follows
        };
        let sound = recorded.iter().take_while(follows).count();
        let keyframes = &mut self.keyframes;
        let folded = fold_with(&mut state, &recorded[..sound], |recorded, _, state| {
            version = recorded.meta.version;
            keyframes.offer(version, state);
        });
        let gap =
            recorded.get(sound).map(|recorded| ReplayError::new(recorded, ReplayCause::Gap { expected: version + 1 }));
        let error = folded.err().or(gap);
        let taken = recorded.into_iter().take(sound).take_while(|recorded| recorded.meta.version <= version);
        Arc::make_mut(&mut self.events).extend(taken);
        match error {
            None => {
                self.last = (until.max(version), Arc::new(state));
                Ok(())
            }
            Some(error) => {
                // A handler that panicked may have half changed the state.
                self.last = nearest(&self.keyframes, &self.events, version);
                Err(error)
            }
        }
    }

    /// What it takes in memory, estimated from some of its events: that a cache of histories knows its bounds.
    pub fn bytes(&self) -> usize {
        const LOOKED_AT: usize = 64;
        let every = self.events.len().div_ceil(LOOKED_AT).max(1);
        let mut payload = Vec::new();
        let mut looked_at = 0;
        for recorded in self.events.iter().step_by(every) {
            // What cannot be written has no size to be told.
            let _ = recorded.event.encode(&mut payload);
            looked_at += 1;
        }
        let event = size_of::<Recorded<R::Event>>() + payload.len() / looked_at.max(1);
        self.keyframes.bytes() + self.events.len() * event
    }

    /// The stream's name.
    pub fn stream(&self) -> &StreamName {
        &self.stream
    }

    /// The events, in order: version n at index n - 1, unless some are passed over. Those at and behind an
    /// [`error`](Self::error) too.
    pub fn events(&self) -> &[Recorded<R::Event>] {
        &self.events
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The last version that has a state: that of the stream, unless there is an [`error`](Self::error).
    pub fn version(&self) -> u64 {
        self.last.0
    }

    /// The state of the last version that has one.
    pub fn state(&self) -> &R {
        &self.last.1
    }

    /// Why the event behind [`version`](Self::version) could not be folded. Only a history made by
    /// [`from_events`](Self::from_events), and its forks, can have one: that event and those behind it have no state.
    pub fn error(&self) -> Option<&ReplayError> {
        self.error.as_ref()
    }

    /// The state at `version`; 0 is the initial state. `None` past the last version that has a state.
    pub fn at(&self, version: u64) -> Option<R> {
        self.seek(version).map(Arc::unwrap_or_clone)
    }

    /// The state after the last event recorded at `time` or before; the initial state before the first. `None` where
    /// that event has no state.
    pub fn as_of(&self, time: Timestamp) -> Option<R> {
        let until = self.events.partition_point(|recorded| recorded.meta.recorded_at <= time);
        self.at(version_of(&self.events[..until]))
    }

    /// What differs between the states at two versions, in either order.
    ///
    /// # Panics
    /// When a version is past the last that has a state; [`try_diff`](Self::try_diff) does not.
    pub fn diff(&self, before: u64, after: u64) -> Diff {
        self.try_diff(before, after).unwrap_or_else(|| {
            panic!("diff of versions {before} and {after} of {}, whose states end at {}", self.stream, self.version())
        })
    }

    /// [`diff`](Self::diff), or `None` where a version is past the last that has a state.
    pub fn try_diff(&self, before: u64, after: u64) -> Option<Diff> {
        Some(Diff::of_states(&*self.seek(before)?, &*self.seek(after)?))
    }

    /// The event of `version`, which is one of the events'.
    pub(super) fn recorded(&self, version: u64) -> &Recorded<R::Event> {
        &self.events[index(&self.events, version - 1)]
    }

    /// The state at `version`, from the nearest one that is at hand.
    pub(super) fn seek(&self, version: u64) -> Option<Arc<R>> {
        let (last, state) = &self.last;
        if version >= *last {
            return (version == *last).then(|| state.clone());
        }
        let (kept, state) = self.keyframes.nearest(version);
        let sought = self.sought.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (from, state) = if (kept..=version).contains(&sought.0) { sought } else { (kept, state.clone()) };
        if from == version {
            return Some(state);
        }
        let state = Arc::new(reach(R::clone(&state), between(&self.events, from, version))?);
        *self.sought.lock().unwrap_or_else(PoisonError::into_inner) = (version, state.clone());
        Some(state)
    }
}

/// The state at `version`, by way of the kept states alone. What folded once folds again, unless the reducer is not
/// deterministic: then it is the nearest kept one, with its version.
pub(super) fn nearest<R: Reducer>(
    keyframes: &Keyframes<R>,
    events: &[Recorded<R::Event>],
    version: u64,
) -> (u64, Arc<R>) {
    let (kept, state) = keyframes.nearest(version);
    match reach(R::clone(state), between(events, kept, version)) {
        Some(state) => (version, Arc::new(state)),
        None => (kept, state.clone()),
    }
}

fn reach<R: Reducer>(mut state: R, events: &[Recorded<R::Event>]) -> Option<R> {
    fold(&mut state, events).ok().map(|()| state)
}

/// How many of the events have `version` or one before it.
pub(super) fn index<E>(events: &[Recorded<E>], version: u64) -> usize {
    // Nothing is passed over, as a rule: then versions count the events.
    let count = usize::try_from(version).unwrap_or(usize::MAX).min(events.len());
    match events[..count].last() {
        Some(last) if last.meta.version == version => count,
        _ => events.partition_point(|recorded| recorded.meta.version <= version),
    }
}

/// The version of the last event.
pub(super) fn version_of<E>(events: &[Recorded<E>]) -> u64 {
    events.last().map_or(0, |last| last.meta.version)
}

/// The events behind version `from`, up to `version`.
fn between<E>(events: &[Recorded<E>], from: u64, version: u64) -> &[Recorded<E>] {
    &events[index(events, from)..index(events, version)]
}

impl<R: Reducer> Clone for History<R> {
    fn clone(&self) -> Self {
        Self {
            stream: self.stream.clone(),
            events: self.events.clone(),
            keyframes: self.keyframes.clone(),
            last: self.last.clone(),
            error: self.error.clone(),
            refused: self.refused.clone(),
            sought: Mutex::new(self.last.clone()),
        }
    }
}

/// Histories are equal when stream and events are, meta included.
impl<R: Reducer<Event: PartialEq>> PartialEq for History<R> {
    fn eq(&self, other: &Self) -> bool {
        self.stream == other.stream && self.events == other.events
    }
}

impl<R: Reducer> fmt::Debug for History<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History")
            .field("stream", &self.stream)
            .field("events", &self.events.len())
            .field("version", &self.version())
            .field("error", &self.error)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}
