//! What led to an event.

use serde::{Deserialize, Serialize};

use crate::{event::Recorded, id::EventId, meta::Meta, time::LogicalTime};

/// The events that led to one, as [`caused_by`](crate::stack::Dispatch::caused_by) takes them: a commit, a recorded
/// event, its meta, a [`Cause`], an id, or several of the latter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causes(pub(crate) Vec<Cause>);

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

impl Causes {
    /// Adds these to `known`, where each is named once, by its first place.
    pub(crate) fn add_to(self, known: &mut Vec<Cause>) {
        if known.is_empty() && self.0.len() == 1 {
            *known = self.0;
            return;
        }
        for cause in self.0 {
            match known.iter_mut().find(|known| known.id == cause.id) {
                Some(known) => {
                    known.correlation = known.correlation.or(cause.correlation);
                    known.logical = known.logical.max(cause.logical);
                }
                None => known.push(cause),
            }
        }
    }
}

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
        Self(vec![cause])
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
        Self(causes.into_iter().map(C::into).collect())
    }
}

impl<C: Into<Cause>> From<Vec<C>> for Causes {
    fn from(causes: Vec<C>) -> Self {
        causes.into_iter().collect()
    }
}
