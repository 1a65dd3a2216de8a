//! The log: an append-only store of untyped records, behind one trait.

mod error;
mod memory;
mod record;
mod snapshot;
mod store;

pub mod file;

pub use error::{AppendError, OpenError, ReadError};

pub use record::{Commit, EventKind, NewRecord, Record, StreamAppend};
pub use snapshot::{MemorySnapshots, Snapshot, SnapshotError, SnapshotKey, SnapshotStore};
pub use store::{BoxFuture, Capabilities, Log, Page, ReadLimit, StreamSummary};
