//! The segment that is written to.

use std::{io, sync::Arc};

use crate::log::file::{
    dictionary::Numbers,
    encode::CommitEncoder,
    mark::Mark,
    segment::{Segment, SegmentHeader},
    storage::{DiskFile, write_all},
};

/// Zeros are written ahead for so many batches like the one at hand, as far as these bounds let it: so long a write delays the
/// batch that it goes with by little, and an append in a thousand at the most has to wait for it.
const FILL_BATCHES: u64 = 64;
const FILL_BYTES_MIN: u64 = 64 << 10;
const FILL_BYTES_MAX: u64 = 1 << 20;

/// A batch so large gains nothing from zeros: it would write each byte twice to spare few syncs some work.
const FILL_FOR_BATCH_BYTES_MAX: u64 = FILL_BYTES_MAX / 8;

/// The segment that is written to.
///
/// Zeros are written ahead of the batches. To sync what overwrites them a file system writes the data and nothing else; to sync
/// what lengthens a file it writes the new length and the new blocks' places too, with most journals in a second round to the disk.
#[derive(Debug)]
pub(super) struct Active {
    pub(super) segment: Arc<Segment>,
    pub(super) encoder: CommitEncoder,
    file: Arc<dyn DiskFile>,
    /// Where the next batch starts.
    end: u64,
    /// Where the zeros behind `end` stop that were written ahead.
    filled: u64,
    /// The segment is followed by another once it is so long: no zeros are written behind that.
    full_at: u64,
}

/// Why a batch is not durable.
#[derive(Debug)]
pub(super) enum Failed {
    /// It could not be written, and nothing of it is left.
    Undone(io::Error),
    /// What of it is on the disk is not known.
    Unknown(io::Error),
}

impl Active {
    /// The segment in `file`, whose frames end at `end`, as the file does; its dictionary holds `numbers`.
    pub(super) fn new(
        segment: Arc<Segment>,
        numbers: Numbers,
        file: Arc<dyn DiskFile>,
        end: u64,
        full_at: u64,
    ) -> Self {
        let SegmentHeader { log, first_position, time } = segment.header;
        let encoder = CommitEncoder::new(log, first_position, time, numbers);
        Self { segment, encoder, file, end, filled: end, full_at }
    }

    /// Where the next batch starts.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { segment: self.segment.header.first_position, offset: self.end }
    }

    /// Writes a batch behind the one before, and makes it durable.
    pub(super) fn write(&mut self, batch: &[u8]) -> Result<(), Failed> {
        if let Err(error) = write_all(self.file.as_ref(), batch, self.end) {
            // Nothing of it may stay: once the next batch stands behind its place, it would read as damage.
            let undone = self.file.set_size(self.end).and_then(|()| self.file.sync_all());
            self.filled = self.end;
            return Err(if undone.is_ok() { Failed::Undone(error) } else { Failed::Unknown(error) });
        }
        let (bytes, end) = (batch.len() as u64, self.end + batch.len() as u64);
        if end > self.filled {
            self.filled = end;
            if bytes <= FILL_FOR_BATCH_BYTES_MAX {
                self.fill((bytes * FILL_BATCHES).clamp(FILL_BYTES_MIN, FILL_BYTES_MAX));
            }
        }
        self.file.sync_data().map_err(Failed::Unknown)?;
        self.end = end;
        Ok(())
    }

    /// Writes so many zeros ahead, to be made durable with the batch at hand: one sync is less than two.
    fn fill(&mut self, bytes: u64) {
        let bytes = bytes.min(self.full_at.saturating_sub(self.filled));
        let zeros = vec![0; usize::try_from(bytes).unwrap_or(0)];
        // Without them all goes on as well: a full disk may still have room for the batches.
        if let Err(error) = write_all(self.file.as_ref(), &zeros, self.filled) {
            tracing::debug!(path = %self.segment.path.display(), %error, "not all zeros could be written ahead");
        }
        self.filled = self.file.size().map_or(self.filled, |size| size.max(self.filled));
    }

    /// Cuts off the zeros that were written ahead: nothing more is written to the segment. They may as well stay.
    pub(super) fn finish(&mut self) {
        if self.filled > self.end {
            if let Err(error) = self.file.set_size(self.end) {
                tracing::debug!(path = %self.segment.path.display(), %error, "zeros stay behind the last frame");
            }
            self.filled = self.end;
        }
    }
}
