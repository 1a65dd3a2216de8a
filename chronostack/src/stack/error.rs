//! What can go wrong with a machine, an enum an operation.

use crate::{
    codec::{DecodeError, EncodeError},
    id::{EventId, InvalidStreamName, LogId, StreamName},
    limits::LimitExceeded,
    log::{AppendError, ReadError},
    machine::Rejection,
    replay::ReplayError,
};

/// A state could not be derived from its events. Nothing was skipped.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The name cannot be a stream's.
    #[error(transparent)]
    InvalidStream(#[from] InvalidStreamName),
    /// A bound was passed.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log holds events of this name and version in another shape, so that their bytes would decode, wrongly.
    /// Nothing was decoded.
    #[error(
        "open log {log} for machine `{machine}`: event `{event}` version {version} has another shape in the log than in the code: {difference}; restore the shape, or give the new one a new version with `upcast(..)`"
    )]
    SchemaChanged {
        /// The log.
        log: LogId,
        /// The reducer's name.
        machine: &'static str,
        /// The event type's name.
        event: String,
        /// Its version.
        version: u32,
        /// What differs.
        difference: String,
    },
    /// A stored event could not be decoded.
    #[error("decode event {position} of log {log} (`{event}`, {stream} version {version}): {source}")]
    Decode {
        /// The log.
        log: LogId,
        /// The stream.
        stream: StreamName,
        /// The event's version in its stream.
        version: u64,
        /// The event's position in the log.
        position: u64,
        /// The event type's stored name.
        event: String,
        /// Why.
        source: DecodeError,
    },
    /// A stored event could not be folded.
    #[error("replay log {log}: {source}")]
    Replay {
        /// The log.
        log: LogId,
        /// Where and why.
        source: ReplayError,
    },
    /// The stream has not come to that version yet.
    #[error("load {stream} at version {version}: it has {actual} so far")]
    NoSuchVersion {
        /// The stream.
        stream: StreamName,
        /// The version asked for.
        version: u64,
        /// The version it has.
        actual: u64,
    },
}

/// Why a dispatch or a decision failed, for the reasons that they share. But for
/// [`RecordedUnfoldable`](Self::RecordedUnfoldable) nothing was recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommitFailure {
    /// The state could not be derived, so nothing could be checked against it.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A bound was passed.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// An event could not be encoded.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A cause names an event of this log that does not exist.
    #[error("cause {id} is not in the log")]
    UnknownCause {
        /// The id.
        id: EventId,
    },
    /// A cause in another log has the last logical time that there is, so that nothing can be later.
    #[error("cause {id} has the last logical time that there is, and nothing can be recorded behind it")]
    NothingLater {
        /// The id.
        id: EventId,
    },
    /// A handler or a guard panicked. The machine stays usable.
    #[error("{function} panicked on `{event}` in state `{state}`: {message}")]
    Panicked {
        /// The handler or guard, as `` handler `pay` ``.
        function: String,
        /// The event type's name.
        event: &'static str,
        /// The state's name.
        state: &'static str,
        /// What the panic said.
        message: String,
    },
    /// The events **were recorded**, and cannot be folded: a handler that reads `meta` panicked, or had no row, once it saw the
    /// position or the time that the log gave. It did not with those that were to be expected.
    #[error("recorded in log {log}, and not to be replayed: {source}")]
    RecordedUnfoldable {
        /// The log.
        log: LogId,
        /// Where and why.
        source: ReplayError,
    },
    /// A handler went to a state that its row does not name.
    #[error(
        "handler `{handler}` went from `{from}` to `{to}` on `{event}`, which its #[transition(..)] does not declare; add `{to}` to its targets"
    )]
    UndeclaredTarget {
        /// The handler.
        handler: &'static str,
        /// The event type's name.
        event: &'static str,
        /// The state before.
        from: &'static str,
        /// The state that it went to.
        to: &'static str,
    },
}

/// An event was not recorded. Each variant gives it back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DispatchError<E> {
    /// The event may not happen in the present state.
    #[error("dispatch to {stream}: {rejection}")]
    Rejected {
        /// The stream.
        stream: StreamName,
        /// The stream's version, whose state refused.
        version: u64,
        /// State, event, and the guard or the missing row.
        #[source]
        rejection: Rejection,
        /// The event, not recorded.
        event: E,
    },
    /// The stream has another version than expected, or other writers kept coming first.
    #[error("dispatch to {stream}: expected version {expected}, and it has {actual}")]
    Conflict {
        /// The stream.
        stream: StreamName,
        /// The version that was expected.
        expected: u64,
        /// The version that it has.
        actual: u64,
        /// The event, not recorded.
        event: E,
    },
    /// The log refused or failed. Only where it was closed or poisoned in the middle of the append is it open whether
    /// the event was recorded.
    #[error("dispatch to {stream}: {source}")]
    Log {
        /// The stream.
        stream: String,
        /// What the log said.
        source: AppendError,
        /// The event.
        event: E,
    },
    /// Something else; see [`CommitFailure`].
    #[error("dispatch to {stream}: {source}")]
    Failed {
        /// The stream, as it was asked for.
        stream: String,
        /// What.
        source: CommitFailure,
        /// The event.
        event: E,
    },
}

impl<E> DispatchError<E> {
    /// The event that was not recorded.
    pub fn into_event(self) -> E {
        match self {
            Self::Rejected { event, .. }
            | Self::Conflict { event, .. }
            | Self::Log { event, .. }
            | Self::Failed { event, .. } => event,
        }
    }

    /// Why the event may not happen now, if that is what is wrong.
    pub fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected { rejection, .. } => Some(rejection),
            _ => None,
        }
    }
}

/// A decision was not recorded, nothing of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecideError<D, E> {
    /// The decision itself said no.
    #[error("decide: {0}")]
    Decision(D),
    /// One of its events may not happen in the state that the ones before it made.
    #[error("decide on {stream}: {rejection}")]
    Rejected {
        /// The stream.
        stream: StreamName,
        /// The version that the stream would have had, whose state refused.
        version: u64,
        /// State, event, and the guard or the missing row.
        #[source]
        rejection: Rejection,
        /// The event.
        event: E,
        /// Its place in the decision, from 0.
        index: usize,
    },
    /// The stream has another version than expected, or other writers kept coming first.
    #[error("decide on {stream}: expected version {expected}, and it has {actual}")]
    Conflict {
        /// The stream.
        stream: StreamName,
        /// The version that was expected.
        expected: u64,
        /// The version that it has.
        actual: u64,
    },
    /// The log refused or failed. Only where it was closed or poisoned in the middle of the append is it open whether
    /// the events were recorded.
    #[error("decide: {0}")]
    Log(#[source] AppendError),
    /// Something else; see [`CommitFailure`].
    #[error("decide: {0}")]
    Failed(#[from] CommitFailure),
}
