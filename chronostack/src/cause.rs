//! What led to an event.

use serde::{Deserialize, Serialize};

use crate::{event::Recorded, id::EventId, meta::Meta};

/// The events that led to one, as [`caused_by`](crate::stack::Dispatch::caused_by) takes them: a commit, a recorded
/// event, its meta, an id, or several ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causes(pub(crate) Vec<Cause>);

/// One of them, with the chain that it belongs to where that is known without asking a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The event.
    pub id: EventId,
    /// The first event of its chain, where that is known.
    pub correlation: Option<EventId>,
}

impl Causes {
    /// Adds these to `known`, where each is named once, by its first place.
    pub(crate) fn add_to(self, known: &mut Vec<Cause>) {
        for cause in self.0 {
            match known.iter_mut().find(|known| known.id == cause.id) {
                Some(known) => known.correlation = known.correlation.or(cause.correlation),
                None => known.push(cause),
            }
        }
    }
}

impl From<Cause> for Causes {
    fn from(cause: Cause) -> Self {
        Self(vec![cause])
    }
}

impl From<EventId> for Causes {
    fn from(id: EventId) -> Self {
        Self(vec![Cause { id, correlation: None }])
    }
}

impl From<&Meta> for Causes {
    fn from(meta: &Meta) -> Self {
        Self(vec![Cause { id: meta.id, correlation: Some(meta.correlation) }])
    }
}

impl<E> From<&Recorded<E>> for Causes {
    fn from(recorded: &Recorded<E>) -> Self {
        Self::from(&recorded.meta)
    }
}

impl FromIterator<EventId> for Causes {
    fn from_iter<I: IntoIterator<Item = EventId>>(ids: I) -> Self {
        Self(ids.into_iter().map(|id| Cause { id, correlation: None }).collect())
    }
}

impl From<Vec<EventId>> for Causes {
    fn from(ids: Vec<EventId>) -> Self {
        ids.into_iter().collect()
    }
}
