//! What can go wrong with a log, an enum an operation.

use std::{io, path::PathBuf, sync::Arc};

use crate::id::StreamName;
use crate::limits::LimitExceeded;

/// An append failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The stream has another version than expected; nothing was appended.
    #[error("append to {stream}: expected version {expected}, and it has {actual}")]
    Conflict {
        /// The stream.
        stream: StreamName,
        /// The version that was expected.
        expected: u64,
        /// The version that it has.
        actual: u64,
    },
    /// The log holds another schema under this event type and version; nothing was appended.
    #[error(
        "append `{event}` version {version}: the log holds another schema under that name and version; give the new shape a new version with `upcast(..)`"
    )]
    KindConflict {
        /// The event type's name.
        event: String,
        /// Its version.
        version: u32,
    },
    /// A commit without events, or with one stream twice: a mistake of the caller.
    #[error("append: {reason}")]
    InvalidCommit {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A bound was passed; nothing was appended.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The store failed before anything was durable; nothing was appended.
    #[error("append to {}: {source}", path.display())]
    Io {
        /// The file, or the address of the store.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// An earlier sync failed, so what the disk holds is unknown: the log refuses writes until it is opened again.
    #[error("append to {}: an earlier write failed ({reason}); open the log again to go on", path.display())]
    Poisoned {
        /// The log.
        path: PathBuf,
        /// What failed.
        reason: String,
    },
    /// The log was opened to be read only.
    #[error("append to {}: it was opened for reading only", path.display())]
    ReadOnly {
        /// The log.
        path: PathBuf,
    },
    /// The log was closed.
    #[error("append: the log is closed")]
    Closed,
}

/// A read failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The store failed.
    #[error("read {}: {source}", path.display())]
    Io {
        /// The file, or the address of the store.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// What is stored is damaged. Nothing of it was returned.
    #[error("read {} at byte {offset} (position {position}): {reason}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The byte at which the damaged frame starts.
        offset: u64,
        /// The position of the first event that is lost to it.
        position: u64,
        /// What does not fit.
        reason: String,
    },
    /// What was asked for stands in segments that were taken out of the log ([`FileLog::archive`](super::FileLog::archive),
    /// [`FileLog::retire`](super::FileLog::retire)).
    #[error(
        "read {}: the events before position {first_kept} are archived; put the archived segments back into the log's folder to read them; states are loaded from snapshots that fit, where `.snapshots(..)` turned these on",
        path.display()
    )]
    Archived {
        /// The log.
        path: PathBuf,
        /// The first position that the log holds.
        first_kept: u64,
    },
    /// The log was closed.
    #[error("read: the log is closed")]
    Closed,
}

/// Segments could not be compressed. Those that were before the failure are; the others stay as they were.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompressError {
    /// The disk failed.
    #[error("compress {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// The segment is damaged.
    #[error("compress {} at byte {offset}: {reason}", path.display())]
    Corrupt {
        /// The segment.
        path: PathBuf,
        /// The byte at which the damaged frame starts.
        offset: u64,
        /// What does not fit.
        reason: String,
    },
    /// The log was opened to be read only.
    #[error("compress {}: it was opened for reading only", path.display())]
    ReadOnly {
        /// The log.
        path: PathBuf,
    },
    /// The log was closed.
    #[error("compress: the log is closed")]
    Closed,
}

/// Segments could not be taken out of a log. Nothing is lost: each is still there, or where it was to be moved.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The disk failed.
    #[error("archive {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// A segment is damaged, or its copy. Nothing was taken out.
    #[error("archive {} at byte {offset}: {reason}", path.display())]
    Corrupt {
        /// The segment, or its copy.
        path: PathBuf,
        /// The byte at which the damaged frame starts.
        offset: u64,
        /// What does not fit.
        reason: String,
    },
    /// The state of a stream could not be loaded any more. Nothing was taken out.
    #[error(
        "archive: {stream} needs a snapshot at version {version} or above, and {}; take one with `Machine::snapshot`",
        .newest.map_or_else(|| "has none".to_owned(), |newest| format!("its newest is at version {newest}"))
    )]
    NoSnapshot {
        /// The stream.
        stream: StreamName,
        /// Its last version in the segments.
        version: u64,
        /// The version of its newest snapshot, if it has one.
        newest: Option<u64>,
    },
    /// The folder holds something else. Nothing was taken out.
    #[error("archive into {}: {reason}; name a folder that is empty, or holds what was archived of this log before", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        reason: String,
    },
    /// The log was opened to be read only.
    #[error("archive {}: it was opened for reading only", path.display())]
    ReadOnly {
        /// The log.
        path: PathBuf,
    },
    /// The log was closed.
    #[error("archive: the log is closed")]
    Closed,
}

/// A log could not be opened.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The store failed.
    #[error("open {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// Another process, or another `ChronoStack` of this one, writes to it.
    #[error("open {}: it is open for writing in {holder}; open it read-only beside that, or close that first", path.display())]
    Locked {
        /// The log.
        path: PathBuf,
        /// Who holds it, as `process 4711`.
        holder: String,
    },
    /// The folder holds something else.
    #[error("open {}: it is no ChronoStack log ({reason})", path.display())]
    NotALog {
        /// The folder.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// A format of a later release.
    #[error("open {}: it is written in format {found}, and this release reads up to format {newest}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The format it is in.
        found: u32,
        /// The newest that this release reads.
        newest: u32,
    },
    /// What is stored is damaged where a torn write cannot be the cause. Nothing was changed.
    #[error("open {} at byte {offset}: {reason}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The byte at which the damaged frame starts.
        offset: u64,
        /// What does not fit.
        reason: String,
    },
    /// The builder was told neither a folder nor a log.
    #[error("build: neither `path(..)` nor `log(..)` was given; for tests there is `ChronoStack::in_memory()`")]
    Unspecified,
    /// There is no log, and none was to be made.
    #[error("open {}: there is no log", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
}
