//! Walking over a segment's frames.

use std::{io, sync::Arc};

use crate::log::file::{
    frame::{FRAME_HEADER_BYTES, FrameSums},
    storage::{DiskFile, read_up_to},
};

/// Bytes that are read first, for it may be that no more are wanted; the pieces behind are each twice as large as the one before.
const PIECE_BYTES_FIRST: usize = 32 << 10;
/// Larger ones make the system read ahead no further, and drive out of the processor's cache what is made of the frames.
const PIECE_BYTES_MAX: usize = 256 << 10;

/// Reads the frames of one segment in order, in large pieces, and verifies each.
#[derive(Debug)]
pub(super) struct FrameReader {
    file: Arc<dyn DiskFile>,
    sums: FrameSums,
    offset: u64,
    end: u64,
    /// How much is going to be read at once.
    piece_bytes: usize,
    window: Vec<u8>,
    window_offset: u64,
}

/// A frame whose checksums hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    /// Where it starts in the segment.
    pub(super) offset: u64,
    /// Where the next one starts.
    pub(super) end: u64,
    /// Where its batch starts: all before was durable when it was written.
    pub(super) batch_offset: u64,
    pub(super) body: &'a [u8],
}

/// Why no frame could be read.
#[derive(Debug)]
pub(super) enum FrameFault {
    Io(io::Error),
    /// There is none at `offset`.
    Bad {
        offset: u64,
        reason: &'static str,
    },
}

impl FrameReader {
    /// Reads from `offset` to `end`.
    pub(super) fn new(file: Arc<dyn DiskFile>, sums: FrameSums, offset: u64, end: u64) -> Self {
        Self { file, sums, offset, end, piece_bytes: PIECE_BYTES_FIRST, window: Vec::new(), window_offset: 0 }
    }

    /// The next frame; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Frame<'_>>, FrameFault> {
        let offset = self.offset;
        if offset >= self.end {
            return Ok(None);
        }
        let bad = |reason| FrameFault::Bad { offset, reason };
        let header = match self.bytes(offset, FRAME_HEADER_BYTES)?.first_chunk() {
            Some(header) => *header,
            None => return Err(bad("the frame's header is incomplete")),
        };
        let header = self.sums.header(header, offset).ok_or_else(|| bad("the checksum of the frame's header fails"))?;
        let body_offset = offset + FRAME_HEADER_BYTES as u64;
        let end = body_offset + header.body_bytes as u64;
        if self.bytes(body_offset, header.body_bytes)?.len() < header.body_bytes {
            return Err(bad("the frame is incomplete"));
        }
        let body = self.held(body_offset, header.body_bytes);
        if !self.sums.body_fits(&header, offset, body) {
            return Err(bad("the frame's checksum fails"));
        }
        self.offset = end;
        let body = self.held(body_offset, header.body_bytes);
        Ok(Some(Frame { offset, end, batch_offset: offset - u64::from(header.batch_bytes), body }))
    }

    /// Goes on at `offset`.
    pub(super) fn seek(&mut self, offset: u64) {
        self.offset = offset;
    }

    /// So many bytes at `offset`, fewer at the end.
    fn bytes(&mut self, offset: u64, length: usize) -> Result<&[u8], FrameFault> {
        if self.held(offset, length).len() < length {
            let left = usize::try_from(self.end.saturating_sub(offset)).unwrap_or(usize::MAX);
            let piece = length.max(self.piece_bytes).min(left);
            self.piece_bytes = (self.piece_bytes * 2).min(PIECE_BYTES_MAX);
            self.window.resize(piece, 0);
            self.window_offset = offset;
            let filled = read_up_to(self.file.as_ref(), &mut self.window, offset).map_err(FrameFault::Io)?;
            self.window.truncate(filled);
        }
        Ok(self.held(offset, length))
    }

    /// What of these bytes is in memory.
    fn held(&self, offset: u64, length: usize) -> &[u8] {
        let start = offset.checked_sub(self.window_offset).and_then(|start| usize::try_from(start).ok());
        let rest = start.and_then(|start| self.window.get(start..)).unwrap_or_default();
        &rest[..length.min(rest.len())]
    }
}
