//! What led to an event.

use std::{ops::Deref, slice, sync::Arc};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{
    event::Recorded,
    id::EventId,
    meta::Meta,
    time::{LogicalTime, Timestamp},
};

/// The events that led to one, as [`caused_by`](crate::stack::Dispatch::caused_by) takes them: a commit, a recorded
/// event, its meta, a [`Cause`], an id, or several of the latter. Each event is among them once, at its first place.
#[derive(Clone, Debug, Default)]
pub struct Causes(Few);

/// Nearly always there is one, which then takes no memory of its own.
#[derive(Clone, Debug, Default)]
enum Few {
    #[default]
    None,
    One(Cause),
    Several(Arc<Vec<Cause>>),
}

/// An event that led to another, with what of it is known without asking the log that holds it. It is small and can be
/// sent: with a request to another service, in the envelope of a message.
///
/// Of a mere id of an event in another log, the edge is recorded; but nothing then says when that event was, so the effect's
/// [logical time](LogicalTime) may turn out earlier. Send the cause, not its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cause {
    /// The event.
    pub id: EventId,
    /// The first event of its chain, where that is known.
    pub correlation: Option<EventId>,
    /// Its logical time, where that is known. What it leads to in another log gets a later one.
    pub logical: Option<LogicalTime>,
}

/// A logical time that is further ahead of this machine's clock is not believed.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24);

impl Cause {
    /// This, as it is believed where it came from outside, by a request or a message: a logical time more than a day ahead of this machine's clock is
    /// left out, with a warning. What it leads to would otherwise stand in that future, with all that its log records from then on.
    #[must_use]
    pub fn received(mut self) -> Self {
        let ahead = |logical: &LogicalTime| logical.0.duration_since(Timestamp::now()) > AHEAD_MAX;
        if let Some(logical) = self.logical.take_if(|logical| ahead(logical)) {
            tracing::warn!(cause = %self.id, %logical, "a cause's time is more than a day ahead of this machine's clock, and not believed");
        }
        self
    }
}

impl Causes {
    /// None.
    pub(crate) const NONE: Self = Self(Few::None);

    /// Adds those of `others` that are not there yet.
    pub(crate) fn add(&mut self, others: Self) {
        if self.is_empty() {
            *self = others;
        } else {
            others.iter().for_each(|cause| self.push(*cause));
        }
    }

    fn push(&mut self, cause: Cause) {
        if let Some(known) = self.as_mut_slice().iter_mut().find(|known| known.id == cause.id) {
            known.correlation = known.correlation.or(cause.correlation);
            known.logical = known.logical.max(cause.logical);
            return;
        }
        match &mut self.0 {
            Few::None => self.0 = Few::One(cause),
            Few::One(first) => self.0 = Few::Several(Arc::new(vec![*first, cause])),
            Few::Several(causes) => Arc::make_mut(causes).push(cause),
        }
    }

    fn as_mut_slice(&mut self) -> &mut [Cause] {
        match &mut self.0 {
            Few::None => &mut [],
            Few::One(cause) => slice::from_mut(cause),
            Few::Several(causes) => Arc::make_mut(causes).as_mut_slice(),
        }
    }
}

impl Deref for Causes {
    type Target = [Cause];

    fn deref(&self) -> &[Cause] {
        match &self.0 {
            Few::None => &[],
            Few::One(cause) => slice::from_ref(cause),
            Few::Several(causes) => causes,
        }
    }
}

impl PartialEq for Causes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Causes {}

/// One of which nothing else is known.
impl From<EventId> for Cause {
    fn from(id: EventId) -> Self {
        Self { id, correlation: None, logical: None }
    }
}

impl From<&Meta> for Cause {
    fn from(meta: &Meta) -> Self {
        Self { id: meta.id, correlation: Some(meta.correlation), logical: Some(meta.logical) }
    }
}

impl<E> From<&Recorded<E>> for Cause {
    fn from(recorded: &Recorded<E>) -> Self {
        Self::from(&recorded.meta)
    }
}

impl From<Cause> for Causes {
    fn from(cause: Cause) -> Self {
        Self(Few::One(cause))
    }
}

impl From<EventId> for Causes {
    fn from(id: EventId) -> Self {
        Cause::from(id).into()
    }
}

impl From<&Meta> for Causes {
    fn from(meta: &Meta) -> Self {
        Cause::from(meta).into()
    }
}

impl<E> From<&Recorded<E>> for Causes {
    fn from(recorded: &Recorded<E>) -> Self {
        Cause::from(recorded).into()
    }
}

impl<C: Into<Cause>> FromIterator<C> for Causes {
    fn from_iter<I: IntoIterator<Item = C>>(causes: I) -> Self {
        let mut all = Self::NONE;
        causes.into_iter().for_each(|cause| all.push(cause.into()));
        all
    }
}

impl<C: Into<Cause>> From<Vec<C>> for Causes {
    fn from(causes: Vec<C>) -> Self {
        causes.into_iter().collect()
    }
}
