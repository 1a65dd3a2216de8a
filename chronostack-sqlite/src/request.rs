//! What the writer is asked for, and how it answers.

use std::time::Instant;

use chronostack::log::{AppendError, AppendTimes, Commit, Record, Snapshot, SnapshotError};
use futures_channel::oneshot;

pub(crate) type Answer = Result<Vec<Record>, AppendError>;

/// What the writer is asked for, and where its answer goes.
pub(crate) enum Request {
    Append(Commit, Option<Timed>, oneshot::Sender<Answer>),
    Save(Box<Snapshot>, oneshot::Sender<Result<(), SnapshotError>>),
}

/// When a commit was asked for, and where to tell how long it took.
pub(crate) struct Timed {
    pub(crate) since: Instant,
    pub(crate) times: AppendTimes,
}

/// Answers a request, once it is known whether its transaction is durable.
pub(crate) type Reply = Box<dyn FnOnce(Result<(), AppendError>)>;

// Who dropped the future wants no answer.
pub(crate) fn reply_append(appended: Answer, reply: oneshot::Sender<Answer>) -> Reply {
    Box::new(|written| drop(reply.send(written.and(appended))))
}

pub(crate) fn reply_save(saved: Result<(), SnapshotError>, reply: oneshot::Sender<Result<(), SnapshotError>>) -> Reply {
    Box::new(|written| drop(reply.send(written.map_err(|error| SnapshotError(error.to_string())).and(saved))))
}

impl Request {
    /// The reply to a request that was not looked at, for its transaction failed.
    pub(crate) fn untouched(self) -> Reply {
        match self {
            Self::Append(_, _, reply) => reply_append(Ok(Vec::new()), reply),
            Self::Save(_, reply) => reply_save(Ok(()), reply),
        }
    }
}
