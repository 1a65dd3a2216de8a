//! The log: an append-only store of untyped records, behind one trait.

mod error;
mod future;
mod memory;
mod record;
mod snapshot;
mod store;

pub mod file;

pub use error::{AppendError, OpenError, ReadError};
pub use future::BoxFuture;
pub use record::{Commit, EventKind, NewRecord, Record, StreamAppend};
pub use snapshot::{MemorySnapshots, Snapshot, SnapshotError, SnapshotKey, SnapshotStore};
pub use store::{Capabilities, Log, Page, ReadLimit, StreamSummary};
