//! What if several things were otherwise.

use std::iter::Peekable;

use crate::{
    event::Recorded,
    history::{
        timeline::{History, index},
        whatif::Offer,
    },
    id::StreamName,
    machine::Reducer,
};

/// One thing that is to be otherwise in a history. Versions are those of the history that is edited.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit<E> {
    /// The event of this version did not happen.
    LeaveOut(u64),
    /// Another event happened in place of the one of this version, at the same time.
    Replace(u64, E),
    /// One more event happened behind this version; 0 is before the first.
    InsertAfter(u64, E),
}

impl<E> Edit<E> {
    /// The version that it names.
    pub fn version(&self) -> u64 {
        match self {
            Self::LeaveOut(version) | Self::Replace(version, _) | Self::InsertAfter(version, _) => *version,
        }
    }

    fn inserts(&self) -> bool {
        matches!(self, Self::InsertAfter(..))
    }
}

/// What edits make of a history. See [`History::edit`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Edited<R: Reducer> {
    /// The other history. What could not happen in it is left out, and listed in [`refused`](History::refused).
    pub history: History<R>,
    /// The version up to which no edit changes anything.
    pub shared: u64,
    /// Its events beside those of the history that was edited, in order, behind what both share.
    pub events: Vec<EditedEvent>,
}

/// One event of a history, of what edits made of it, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditedEvent {
    /// Its version in the history that was edited; `None` for one that was inserted.
    pub original: Option<u64>,
    /// Its version in the other; `None` for one that was left out, or could not happen.
    pub altered: Option<u64>,
    /// An edit names it; it did not just follow from one.
    pub edited: bool,
}

/// Edits that a history cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// There is no such event.
    #[error("edit version {version}: the history has no event of that version, its last is {last}")]
    NoEvent {
        /// The version that an edit names.
        version: u64,
        /// The last that there is.
        last: u64,
    },
    /// Two edits name the same event.
    #[error("edit version {version}: two edits leave it out or replace it")]
    Twice {
        /// The version that both name.
        version: u64,
    },
}

impl<R: Reducer> History<R> {
    /// The history as it would be with several [edits](Edit) at once, by the rules of [`without`](Self::without) and [`with`](Self::with): new events
    /// must pass the guards, and what could not happen then is left out. What is inserted behind the same version stands in the order of the edits.
    ///
    /// # Errors
    /// When an edit names a version that has no event, or two name the same one.
    pub fn edit(&self, edits: impl IntoIterator<Item = Edit<R::Event>>) -> Result<Edited<R>, EditError> {
        let mut edits: Vec<_> = edits.into_iter().collect();
        // The sort is stable, and what is inserted behind an event comes after what is done to it.
        edits.sort_by_key(|edit| (edit.version(), edit.inserts()));
        self.allow(&edits)?;
        let Some(first) = edits.first() else {
            return Ok(Edited { history: self.clone(), shared: self.end(), events: Vec::new() });
        };
        let kept = match first {
            Edit::InsertAfter(version, _) => *version,
            first => first.version() - 1,
        };
        let mut plan = Plan { stream: &self.stream, events: Vec::new(), offers: Vec::new(), places: Vec::new() };
        let mut edits = edits.into_iter().peekable();
        plan.insert_behind(kept, &mut edits);
        for offer in self.behind(kept) {
            let version = offer.recorded.meta.version;
            match edits.next_if(|edit| edit.version() == version && !edit.inserts()) {
                None => plan.offer(Some(version), false, offer),
                Some(Edit::Replace(_, event)) => {
                    let recorded = Recorded { event, meta: offer.recorded.meta };
                    plan.offer(Some(version), true, Offer { recorded, old: false });
                }
                Some(_) => plan.events.push(EditedEvent { original: Some(version), altered: None, edited: true }),
            }
            plan.insert_behind(version, &mut edits);
        }
        let Plan { mut events, offers, places, .. } = plan;
        // Events that are kept and have no state are offered once more before the others, and are none of the plan.
        let faulty = index(self.events(), kept) - index(self.events(), kept.min(self.version()));
        let mut places = std::iter::repeat_n(None, faulty).chain(places.into_iter().map(Some));
        let history = self.altered(kept, offers.into_iter(), |_, version| {
            if let Some(event) = places.next().flatten().and_then(|place: usize| events.get_mut(place)) {
                event.altered = version;
            }
        });
        Ok(Edited { history, shared: kept, events })
    }

    /// Whether each edit has its event, and no event two.
    fn allow(&self, edits: &[Edit<R::Event>]) -> Result<(), EditError> {
        let last = self.end();
        let mut taken = None;
        for edit in edits {
            let version = edit.version();
            let inserts = edit.inserts();
            let event = self.events()[..index(self.events(), version)].last();
            let there = version == 0 && inserts || event.is_some_and(|event| event.meta.version == version);
            if !there {
                return Err(EditError::NoEvent { version, last });
            }
            if !inserts && taken.replace(version) == Some(version) {
                return Err(EditError::Twice { version });
            }
        }
        Ok(())
    }
}

/// The events of the other history, as they are asked for.
struct Plan<'a, E> {
    stream: &'a StreamName,
    events: Vec<EditedEvent>,
    /// What is put to the other history.
    offers: Vec<Offer<E>>,
    /// Where the event of each offer stands among the events.
    places: Vec<usize>,
}

impl<E: Clone> Plan<'_, E> {
    fn offer(&mut self, original: Option<u64>, edited: bool, offer: Offer<E>) {
        self.places.push(self.events.len());
        self.events.push(EditedEvent { original, altered: None, edited });
        self.offers.push(offer);
    }

    fn insert_behind(&mut self, version: u64, edits: &mut Peekable<impl Iterator<Item = Edit<E>>>) {
        while let Some(edit) = edits.next_if(|edit| edit.version() == version && edit.inserts()) {
            if let Edit::InsertAfter(_, event) = edit {
                self.offer(None, true, Offer::new_behind(version, self.stream, event));
            }
        }
    }
}
