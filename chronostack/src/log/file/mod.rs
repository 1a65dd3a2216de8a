//! The embedded durable log: a folder of checksummed segments.
//!
//! ```text
//! orders.chrono/
//!   chronostack.json              makes the folder a log, and names it
//!   00000000000000000001.segment  the commits from position 1 on
//!   00000000000000104772.segment  those from position 104772 on
//!   lock                          held by the writer, and holds its process id
//!   durable                       how far the log is durable, for readers beside the writer
//!   00000000000000000001.index    where the events of each stream stand in that segment: a cache
//!   streams                       all streams and their last versions: a cache
//!   snapshots/                    a cache, as long as nothing is archived
//!   base                          what is known of segments that were archived, where some were
//! ```
//!
//! `docs/format.md` describes the format byte by byte, as do the types that read it.

mod active;
mod archive;
mod base;
mod batch;
mod body;
mod caches;
mod compressed;
mod compression;
mod copy;
mod decode;
mod dictionary;
mod encode;
mod entry;
mod events;
mod fault;
mod file_log;
mod finder;
mod follow;
mod frame;
mod frames;
mod identity;
mod index;
mod load;
mod lock;
mod mark;
mod options;
mod reader;
mod recovery;
mod replacing;
mod reply;
mod report;
mod run;
mod runs;
mod sealer;
mod segment;
mod shared;
mod snapshots;
mod storage;
mod stretch;
mod verify;
mod wire;
mod writer;

pub use archive::Archived;
pub use compression::Compression;
pub use file_log::FileLog;
pub use options::{FileLogOptions, verify};
pub use recovery::Recovery;
pub use report::{Problem, VerifyReport};
pub use storage::{Access, Disk, DiskFile, OsDisk};
