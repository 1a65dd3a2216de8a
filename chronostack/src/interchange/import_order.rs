//! In which order events may be imported.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use crate::{
    id::{EventId, LogId},
    log::{Log, ReadError, RecordRef},
};

/// Holds each event that is to be imported into a log against those before it: none comes twice, none stands before what led
/// to it, and none names an event that its own log, or the log that is imported into, recorded later. So the causes of one import never go
/// round in a circle.
///
/// What causes an earlier import named and did not bring may come in a later one. Forged lines can close a circle that way, over several
/// imports; [`Causality`](crate::causality::Causality) finds it, and names it. What it remembers are the ids of imported events, and
/// those that causes name and that did not come yet.
///
/// ```
/// # use chronostack::{id::{EventId, LogId}, interchange::ImportOrder, log::MemoryLog};
/// # pollster::block_on(async {
/// let mut order = ImportOrder::of(&MemoryLog::new()).await?;
/// let id = |log, position| EventId { log: LogId(log), position };
/// order.admit(id(7, 1), &[]).unwrap();
/// order.admit(id(7, 2), &[id(7, 1), id(8, 9)]).unwrap();
/// assert_eq!(
///     order.admit(id(8, 9), &[]).unwrap_err().to_string(),
///     "00000000000000000000000000000008-9 led to 00000000000000000000000000000007-2, which stands before it; \
///      import them in order of logical time, log and position"
/// );
/// # Ok::<(), chronostack::log::ReadError>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct ImportOrder {
    log: LogId,
    /// Of the event that comes next.
    position: u64,
    /// The events here that another log recorded first.
    held: HashSet<EventId>,
    /// Causes that did not come yet, each with an event of this import that names it.
    awaited: HashMap<EventId, EventId>,
}

/// An event cannot be imported where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportOrderError {
    /// The log holds an event with this id.
    #[error("{id} is in the log already")]
    Twice {
        /// The id.
        id: EventId,
    },
    /// The id is one that the log is going to give to an event of its own.
    #[error("{id} would be an event of this log at position {position}; import it into another log")]
    Foretold {
        /// The id.
        id: EventId,
        /// Where the event would stand.
        position: u64,
    },
    /// The event names itself as what led to it.
    #[error("{id} names itself as what led to it")]
    OwnCause {
        /// The id.
        id: EventId,
    },
    /// The event names one that came after it in the log that recorded both.
    #[error("{id} names {cause} as what led to it, which its own log recorded after it; leave that event out")]
    LaterCause {
        /// The event.
        id: EventId,
        /// What it names.
        cause: EventId,
    },
    /// The event names one that the log it is imported into is yet to record.
    #[error(
        "{id} names {cause} as what led to it, which this log has not recorded yet: position {position} comes next; leave that event out"
    )]
    CauseToCome {
        /// The event.
        id: EventId,
        /// What it names.
        cause: EventId,
        /// The position that the log's next event gets.
        position: u64,
    },
    /// An event before it names it as what led to that.
    #[error("{cause} led to {effect}, which stands before it; import them in order of logical time, log and position")]
    BehindEffect {
        /// The event.
        cause: EventId,
        /// What it led to.
        effect: EventId,
    },
}

impl ImportOrder {
    /// Behind what is in `log`. That looks through all of it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn of(log: &dyn Log) -> Result<Self, ReadError> {
        let mut order = Self { log: log.id(), position: 1, held: HashSet::new(), awaited: HashMap::new() };
        let mut visit = |record: &RecordRef<'_>| {
            order.hold(record.id());
            order.position = record.position + 1;
            ControlFlow::Continue(())
        };
        log.scan(1, &mut visit).await?;
        Ok(order)
    }

    /// Takes in that the event with this id and these causes comes next.
    ///
    /// # Errors
    /// When it must not stand here; it is not taken in then.
    pub fn admit(&mut self, id: EventId, causes: &[EventId]) -> Result<(), ImportOrderError> {
        if self.holds(id) {
            return Err(ImportOrderError::Twice { id });
        }
        if id.log == self.log && id.position != self.position {
            return Err(ImportOrderError::Foretold { id, position: self.position });
        }
        if causes.contains(&id) {
            return Err(ImportOrderError::OwnCause { id });
        }
        if let Some(cause) = causes.iter().find(|cause| cause.log == id.log && cause.position > id.position) {
            return Err(ImportOrderError::LaterCause { id, cause: *cause });
        }
        if let Some(cause) = causes.iter().find(|cause| cause.log == self.log && cause.position >= self.position) {
            return Err(ImportOrderError::CauseToCome { id, cause: *cause, position: self.position });
        }
        if let Some(effect) = self.awaited.get(&id) {
            return Err(ImportOrderError::BehindEffect { cause: id, effect: *effect });
        }
        for cause in causes {
            if !self.holds(*cause) {
                self.awaited.entry(*cause).or_insert(id);
            }
        }
        self.hold(id);
        self.position += 1;
        Ok(())
    }

    fn hold(&mut self, id: EventId) {
        if id.log != self.log {
            self.held.insert(id);
        }
    }

    fn holds(&self, id: EventId) -> bool {
        self.held.contains(&id) || id.log == self.log && id.position < self.position
    }
}
