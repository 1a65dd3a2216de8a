//! The log: an append-only store of untyped records, behind one trait.

mod error;
mod future;
mod kinds;
mod memory;
mod page;
mod place;
mod record;
mod record_ref;
mod snapshot;
mod store;
mod thinning;
mod times;

pub mod file;

pub use error::{AppendError, ArchiveError, CompressError, OpenError, ReadError};
pub use file::FileLog;
pub use future::BoxFuture;
pub use kinds::Kinds;
pub use memory::MemoryLog;
pub use page::PageBuilder;
pub use place::Place;
pub use record::{Commit, EventKind, NewRecord, Record, StreamAppend};
pub use record_ref::{RecordRef, StreamNumber, Visit};
pub use snapshot::{MemorySnapshots, Snapshot, SnapshotError, SnapshotKey, SnapshotStore};
pub use store::{Capabilities, Log, Page, ReadLimit, StreamSummary};
pub use thinning::{spacing, thinned};
pub use times::AppendTimes;
