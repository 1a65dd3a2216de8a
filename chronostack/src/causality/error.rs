//! What can go wrong with asking what led to what.

use crate::{
    id::{EventId, LogId},
    log::ReadError,
};

/// The graph of what led to what could not be made, or not be extended.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CausalityError {
    /// An event names a cause that its log recorded after it, or itself: the log, or what was imported into it, is forged.
    #[error(
        "event {effect} names {cause} as its cause, which the same log recorded {}; no event can come of a later one: restore the log, or \
         leave that event out of the import",
        if effect == cause { "as that event itself" } else { "after it" }
    )]
    Forward {
        /// The event.
        effect: EventId,
        /// What it names.
        cause: EventId,
    },
    /// Events of several logs led to each other in a circle: one of the logs, or what was imported into it, is forged.
    #[error(
        "event {effect} names {cause} as its cause, which itself came of {effect}; no event can come of a later one: restore the logs, or \
         leave these events out of the import"
    )]
    Cycle {
        /// The event whose edge closes the circle.
        effect: EventId,
        /// What it names.
        cause: EventId,
    },
    /// Two of the logs are copies of one.
    #[error("log {log} was given twice, or beside a copy of it; give each log once")]
    SameLog {
        /// The identity of both.
        log: LogId,
    },
    /// The log shows an event at another position than the next: it is no log that counts its positions.
    #[error("log {log} shows position {found} where {expected} comes next")]
    Gap {
        /// The log.
        log: LogId,
        /// The position that comes next.
        expected: u64,
        /// The position that it shows.
        found: u64,
    },
    /// A graph has room for some 2,147 million events and edges, of all its logs together.
    #[error(
        "the graph is full: it has {held} events and edges, and no room for position {position} of log {log}; ask fewer logs at once, or archive what is old"
    )]
    Full {
        /// The log that there was no room for.
        log: LogId,
        /// The position from which on there was none.
        position: u64,
        /// The events and edges that it holds.
        held: usize,
    },
    /// A log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The event is not in these logs.
    #[error(transparent)]
    Unknown(#[from] UnknownEvent),
}

/// An event that is asked for is in none of the logs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "event {id} is in none of the logs{}",
    if *named { ", though events in them name it as their cause; add the log that it stands in" } else { "" }
)]
pub struct UnknownEvent {
    /// Its id.
    pub id: EventId,
    /// Whether events in the logs name it as their cause.
    pub named: bool,
}
