//! What if: histories made of other histories.

use std::sync::Arc;

use crate::{
    event::Recorded,
    history::{
        made_up::{self, is_made_up},
        refused::{Refused, apply, check},
        timeline::{History, index, nearest, version_of},
    },
    id::StreamName,
    machine::{Outcome, Reducer},
    time::Timestamp,
};

impl<R: Reducer> History<R> {
    /// The history as it would be had the event of `version` not happened. Later events move up by one version; those that
    /// could not have happened then are left out, see [`refused`](Self::refused).
    ///
    /// # Panics
    /// When there is no event of that version.
    #[must_use = "it is another history; this one stays as it is"]
    pub fn without(&self, version: u64) -> Self {
        let event = self.events().get(index(self.events(), version.saturating_sub(1)));
        let exists = version > 0 && event.is_some_and(|event| event.meta.version == version);
        assert!(exists, "{} has no event of version {version}", self.stream);
        self.altered(version - 1, self.behind(version), |_, _| ())
    }

    /// The history as it would be had `event` happened as that of `version`, before the one that has this version here.
    /// Later events move down by one version; those that could not have happened then, `event` itself among them, are left out,
    /// see [`refused`](Self::refused). `version` one past the last puts it at the end.
    ///
    /// ```text
    /// story.with(2, event).without(2) == story           // as long as nothing is refused
    /// ```
    ///
    /// # Panics
    /// When `version` is 0, or more than one past the last.
    #[must_use = "it is another history; this one stays as it is"]
    pub fn with(&self, version: u64, event: impl Into<R::Event>) -> Self {
        assert!(
            (1..=self.end() + 1).contains(&version),
            "{} cannot have a version {version}: its last is {}",
            self.stream,
            self.end()
        );
        let inserted = Offer::new_behind(version - 1, &self.stream, event.into());
        self.altered(version - 1, [inserted].into_iter().chain(self.behind(version - 1)), |_, _| ())
    }

    /// The history up to `version`, to go on from there by [`push`](Self::push), [`extend`](Extend::extend) or
    /// [`with`](Self::with).
    ///
    /// # Panics
    /// When there is no such version.
    #[must_use = "it is another history; this one stays as it is"]
    pub fn fork(&self, version: u64) -> Self {
        let end = self.end();
        assert!(version <= end, "{} has no version {version}: its last is {end}", self.stream);
        let last = version.min(self.version());
        let mut keyframes = self.keyframes.clone();
        keyframes.truncate(last);
        let state = nearest(&keyframes, self.events(), last);
        let events = self.events()[..index(self.events(), version)].to_vec();
        let error = self.error.clone().filter(|error| error.version <= version);
        Self::new(self.stream.clone(), events, keyframes, state, error)
    }

    /// Adds an event that happens after all others, as a dispatch would: it must have a transition, and every guard is
    /// asked. Its meta is made up as [`from_events`](Self::from_events) says.
    ///
    /// # Errors
    /// When it cannot happen; nothing is added.
    pub fn push(&mut self, event: impl Into<R::Event>) -> Result<(), Refused<R::Event>> {
        if self.error.is_some() {
            // What has no state gives way: it is refused, and the history goes on behind the last event that has one.
            *self = self.altered(self.version(), self.behind(self.version()), |_, _| ());
        }
        let version = self.end() + 1;
        let recorded = Recorded { event: event.into(), meta: made_up::meta(&self.stream, version) };
        self.offer(recorded, None, None)
    }

    /// The events that could not have happened in this history, in order: those that [`without`](Self::without),
    /// [`with`](Self::with) and [`extend`](Extend::extend) left out of it, and out of the histories that it was made of.
    pub fn refused(&self) -> &[Refused<R::Event>] {
        &self.refused
    }

    /// The last version, with a state or without.
    pub(super) fn end(&self) -> u64 {
        self.version().max(version_of(self.events()))
    }

    /// The events behind `version`, to be offered again.
    pub(super) fn behind(&self, version: u64) -> impl Iterator<Item = Offer<R::Event>> {
        self.events()[index(self.events(), version)..].iter().map(Offer::of_old)
    }

    /// What stands up to version `kept`, then what is offered, as far as it can happen. `told` hears of each offer which version it got; `None` is
    /// refused.
    pub(super) fn altered(
        &self,
        kept: u64,
        offers: impl Iterator<Item = Offer<R::Event>>,
        mut told: impl FnMut(&Offer<R::Event>, Option<u64>),
    ) -> Self {
        // Events without a state in what is kept are offered again, for the fault may be gone.
        let sound = kept.min(self.version());
        let mut other = self.fork(sound);
        other.refused.clone_from(&self.refused);
        let faulty = &self.events()[index(self.events(), sound)..index(self.events(), kept)];
        let mut offers = faulty.iter().map(Offer::of_old).chain(offers).peekable();
        while let Some(offered) = offers.next() {
            let next = offers.peek().map(|next| &next.recorded.meta).filter(|next| !is_made_up(next));
            let next = next.map(|meta| meta.recorded_at);
            match other.offer(offered.recorded.clone(), offered.old.then_some(self), next) {
                Ok(()) => told(&offered, Some(other.version())),
                Err(refused) => {
                    told(&offered, None);
                    other.refused.push(refused);
                }
            }
        }
        other
    }

    /// Adds an event if it can happen. Where it stood in the history `was`, and the rules of today refuse it there too (a
    /// guard that was tightened since, a row that was retired), it is not the alteration that forbids it: it is replayed, and
    /// a replay asks no guards.
    fn offer(
        &mut self,
        recorded: Recorded<R::Event>,
        was: Option<&Self>,
        next: Option<Timestamp>,
    ) -> Result<(), Refused<R::Event>> {
        let could_happen = |was: &Self| {
            was.seek(recorded.meta.version - 1).is_some_and(|before| check(&*before, &recorded.event).is_ok())
        };
        if let Err(cause) = check(self.state(), &recorded.event)
            && was.is_none_or(could_happen)
        {
            return Err(Refused { recorded, cause });
        }
        let (version, state) = &mut self.last;
        let mut added = recorded.clone();
        let previous = self.events.last().map(|last| &last.meta);
        made_up::renumber(&mut added.meta, *version + 1, previous, next);
        let outcome = match apply(Arc::make_mut(state), &added) {
            Ok(outcome) => outcome,
            Err(cause) => {
                // A handler that panicked may have half changed it.
                *state = nearest(&self.keyframes, &self.events, *version).1;
                return Err(Refused { recorded, cause });
            }
        };
        // What was recorded of the transition that the event made, and of the state that it led to, is not of this history.
        if added.meta.transition.take().is_some()
            && let Outcome::Applied { transition } = outcome
        {
            added.meta.transition = Some(transition.to_string().into());
        }
        if added.meta.fingerprint.take().is_some() {
            let fingerprinter = R::machine().fingerprinter();
            added.meta.fingerprint = fingerprinter.and_then(|fingerprinter| fingerprinter.fingerprint(&**state).ok());
        }
        *version += 1;
        self.keyframes.offer(*version, state);
        Arc::make_mut(&mut self.events).push(added);
        Ok(())
    }
}

/// An event that is to stand in an altered history.
#[derive(Clone, Debug)]
pub(super) struct Offer<E> {
    pub(super) recorded: Recorded<E>,
    /// It stood in the history that is altered, as it is.
    pub(super) old: bool,
}

impl<E: Clone> Offer<E> {
    fn of_old(recorded: &Recorded<E>) -> Self {
        Self { recorded: recorded.clone(), old: true }
    }

    /// A new event that is to happen behind `version`.
    pub(super) fn new_behind(version: u64, stream: &StreamName, event: E) -> Self {
        Self { recorded: Recorded { event, meta: made_up::meta(stream, version + 1) }, old: false }
    }
}

/// Adds events as [`push`](History::push) does; those that cannot happen are listed in [`refused`](History::refused).
impl<R: Reducer, E: Into<R::Event>> Extend<E> for History<R> {
    fn extend<I: IntoIterator<Item = E>>(&mut self, events: I) {
        for event in events {
            if let Err(refused) = self.push(event) {
                self.refused.push(refused);
            }
        }
    }
}
