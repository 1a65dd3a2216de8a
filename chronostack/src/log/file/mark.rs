//! `durable`: how far the log is durable, for readers in other processes.

use std::{path::Path, sync::Arc};

use crate::{
    id::LogId,
    log::file::storage::{Access, Disk, DiskFile, read_small, write_all},
};

const FILE: &str = "durable";
const BYTES: usize = 20;

/// The place up to which a writer's commits are durable. It is written after each sync and never synced itself: a hint
/// that keeps readers beside a live writer from seeing what a failed write takes back.
///
/// | byte | bytes | what |
/// |---|---|---|
/// | 0 | 8 | the first position of the last segment, little-endian |
/// | 8 | 8 | the offset in it up to which all is durable |
/// | 16 | 4 | CRC-32 of the log's id and of bytes 0 to 16 |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) segment: u64,
    pub(super) offset: u64,
}

/// Writes the mark.
#[derive(Debug)]
pub(super) struct MarkWriter {
    log: LogId,
    file: Option<Arc<dyn DiskFile>>,
}

impl MarkWriter {
    /// Opens the mark of the log in `folder`. It is a hint, so a failure is no error: readers then see each batch with the
    /// one behind it.
    pub(super) fn open(disk: &dyn Disk, folder: &Path, log: LogId) -> Self {
        Self { log, file: disk.open(&folder.join(FILE), Access::Write).ok() }
    }

    pub(super) fn write(&self, mark: Mark) {
        let written = self.file.as_ref().map(|file| write_all(file.as_ref(), &mark.encode(self.log), 0));
        if let Some(Err(error)) = written {
            tracing::debug!(%error, "the mark for readers could not be written");
        }
    }
}

impl Mark {
    /// The mark of the log in `folder`, if it has one that holds.
    pub(super) fn read(disk: &dyn Disk, folder: &Path, log: LogId) -> Option<Self> {
        let file = disk.open(&folder.join(FILE), Access::Read).ok()?;
        let bytes: [u8; BYTES] = read_small(file.as_ref(), BYTES as u64).ok()?.try_into().ok()?;
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let mark = Self { segment: number(&bytes[..8]), offset: number(&bytes[8..16]) };
        (mark.encode(log) == bytes).then_some(mark)
    }

    fn encode(self, log: LogId) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..8].copy_from_slice(&self.segment.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.offset.to_le_bytes());
        let mut sum = crc32fast::Hasher::new();
        sum.update(&log.0.to_le_bytes());
        sum.update(&bytes[..16]);
        bytes[16..].copy_from_slice(&sum.finalize().to_le_bytes());
        bytes
    }
}
