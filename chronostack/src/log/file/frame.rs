//! Frames: what makes a commit whole or nothing.

use crc32fast::Hasher;

use crate::id::LogId;

/// Bytes of a frame's header.
pub(super) const FRAME_HEADER_BYTES: usize = 16;

/// Bytes of a frame's body at the most. A header that names more is taken for damage, so that it cannot make a reader
/// allocate without bound.
pub(super) const FRAME_BODY_BYTES_MAX: usize = 1 << 30;

/// The first 16 bytes of a frame, which holds one commit. All numbers are little-endian.
///
/// | byte | bytes | what |
/// |---|---|---|
/// | 0 | 4 | length of the body, at least 1 |
/// | 4 | 4 | how many bytes of its batch stand before the frame |
/// | 8 | 4 | CRC-32 of the frame's place and of bytes 0 to 8 |
/// | 12 | 4 | CRC-32 of the same, and then of the body |
/// | 16 | | the body ([`body`](super::body)) |
///
/// The *place* is the log's id, the first position of the segment, and the frame's offset in it, so a frame that was copied or
/// moved elsewhere is no frame. A *batch* is what one write and one sync made durable; since a batch is written
/// only after the one before was synced, a frame proves that all before its batch had been durable. That is how recovery
/// tells a write that never was acknowledged from damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameHeader {
    /// Length of the body.
    pub(super) body_bytes: usize,
    /// How many bytes of its batch stand before the frame.
    pub(super) batch_bytes: u32,
    /// CRC-32 of place, header and body.
    body_sum: u32,
}

/// Computes the checksums of one segment's frames.
#[derive(Clone, Debug)]
pub(super) struct FrameSums {
    /// Has seen the part of the place that all frames of the segment share.
    segment: Hasher,
}

impl FrameSums {
    /// For the segment of `log` that starts at `first_position`.
    pub(super) fn new(log: LogId, first_position: u64) -> Self {
        let mut segment = Hasher::new();
        segment.update(&log.0.to_le_bytes());
        segment.update(&first_position.to_le_bytes());
        Self { segment }
    }

    /// The header that `bytes` are at `offset`, if they are one.
    pub(super) fn header(&self, bytes: [u8; FRAME_HEADER_BYTES], offset: u64) -> Option<FrameHeader> {
        let [length, batch, header_sum, body_sum] = words(bytes);
        let body_bytes = usize::try_from(length).ok()?;
        let plausible = (1..=FRAME_BODY_BYTES_MAX).contains(&body_bytes) && u64::from(batch) < offset;
        if !plausible || self.of_header(offset, length, batch).finalize() != header_sum {
            return None;
        }
        Some(FrameHeader { body_bytes, batch_bytes: batch, body_sum })
    }

    /// Whether `body` is what the frame at `offset` was written with.
    pub(super) fn body_fits(&self, header: &FrameHeader, offset: u64, body: &[u8]) -> bool {
        let Ok(length) = u32::try_from(body.len()) else { return false };
        let mut sum = self.of_header(offset, length, header.batch_bytes);
        sum.update(body);
        sum.finalize() == header.body_sum
    }

    /// Writes the header of the frame whose body ends `batch`; its room starts at `start` there. The batch itself
    /// starts at `batch_offset` of the segment. `None` when the frame is too large to be one.
    pub(super) fn seal(&self, batch: &mut [u8], start: usize, batch_offset: u64) -> Option<()> {
        let frame = batch.get_mut(start..)?;
        let (header, body) = frame.split_first_chunk_mut::<FRAME_HEADER_BYTES>()?;
        let length = u32::try_from(body.len()).ok().filter(|_| body.len() <= FRAME_BODY_BYTES_MAX)?;
        let before = u32::try_from(start).ok()?;
        let mut sum = self.of_header(batch_offset + u64::from(before), length, before);
        let header_sum = sum.clone().finalize();
        sum.update(body);
        let words = [length, before, header_sum, sum.finalize()];
        for (to, word) in header.chunks_exact_mut(4).zip(words) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        Some(())
    }

    fn of_header(&self, offset: u64, length: u32, batch: u32) -> Hasher {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&offset.to_le_bytes());
        bytes[8..12].copy_from_slice(&length.to_le_bytes());
        bytes[12..].copy_from_slice(&batch.to_le_bytes());
        let mut sum = self.segment.clone();
        sum.update(&bytes);
        sum
    }
}

fn words(bytes: [u8; FRAME_HEADER_BYTES]) -> [u32; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(4)) {
        *word = bytes.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(sums: &FrameSums, before: &[u8], body: &[u8], batch_offset: u64) -> Vec<u8> {
        let mut batch = before.to_vec();
        batch.extend([0; FRAME_HEADER_BYTES]);
        batch.extend(body);
        sums.seal(&mut batch, before.len(), batch_offset).expect("a frame of a few bytes");
        batch[before.len()..].to_vec()
    }

    fn fits(sums: &FrameSums, frame: &[u8], offset: u64) -> bool {
        let Some((header, body)) = frame.split_first_chunk() else { return false };
        let header = sums.header(*header, offset);
        header.is_some_and(|header| header.body_bytes == body.len() && sums.body_fits(&header, offset, body))
    }

    #[test]
    fn a_frame_fits_where_it_was_written_only() {
        let sums = FrameSums::new(LogId(7), 1);
        let frame = sealed(&sums, b"before", b"body", 64);
        assert!(fits(&sums, &frame, 70));
        assert!(!fits(&sums, &frame, 71));
        assert!(!fits(&FrameSums::new(LogId(8), 1), &frame, 70), "another log's");
        assert!(!fits(&FrameSums::new(LogId(7), 2), &frame, 70), "another segment's");
    }

    #[test]
    fn no_bit_can_flip_unseen() {
        let sums = FrameSums::new(LogId(7), 1);
        let frame = sealed(&sums, b"", b"some body", 64);
        for bit in 0..frame.len() * 8 {
            let mut flipped = frame.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(!fits(&sums, &flipped, 64), "bit {bit}");
        }
    }

    #[test]
    fn zeros_are_no_frame() {
        assert_eq!(FrameSums::new(LogId(7), 1).header([0; FRAME_HEADER_BYTES], 64), None);
    }
}
