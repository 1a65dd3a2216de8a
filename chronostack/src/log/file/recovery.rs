//! The end of a log: what a write that was cut short leaves, told from damage.
//!
//! The policy, where no valid frame stands at some offset of a segment:
//!
//! 1. Nothing but zeros from there on: the clean end. (The writer writes them ahead; a file system may lengthen a file before it writes to it.)
//! 2. Somewhere behind it stands the header of a frame whose batch started behind the offset too: what stood here had been durable
//!    when that frame was written, so this is **damage**. Nothing is changed, and the log is refused.
//! 3. It is not the last segment: **damage**, for a segment is started only once all of the one before is durable.
//! 4. Else it is a **torn tail**: a batch that was never acknowledged, or (which cannot be told from it) damage to the last batch.
//!    A writer cuts it off and reports that; a reader ignores it.
//!
//! The valid frames of a torn batch that stand before the offset stay: a commit is whole in its frame.

use std::{io, path::PathBuf};

use crate::log::file::{
    frame::{FRAME_HEADER_BYTES, FrameHeader, FrameSums},
    storage::{DiskFile, read_up_to},
};

/// What an open cut off the log's end. Nothing of it had been acknowledged, unless the disk damaged it since.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovery {
    /// The segment.
    pub path: PathBuf,
    /// Where it was cut.
    pub offset: u64,
    /// How many bytes stood behind.
    pub bytes_cut: u64,
    /// Why they could not stay.
    pub reason: String,
}

/// What stands where no valid frame does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    Zeros,
    Torn,
    /// The frame that stands at `proof` was written when all of it was durable.
    Damaged {
        proof: u64,
    },
}

/// Bytes that are searched at once.
const PIECE_BYTES: usize = 64 << 10;

/// What stands from `offset` on in a segment that is `size` bytes long.
pub(super) fn judge(file: &dyn DiskFile, sums: &FrameSums, offset: u64, size: u64) -> io::Result<Tail> {
    let proves = |place, header: &FrameHeader| place - u64::from(header.batch_bytes) > offset;
    match search(file, sums, offset, size, proves)? {
        Found::Header(proof) => Ok(Tail::Damaged { proof }),
        Found::Zeros => Ok(Tail::Zeros),
        Found::Nothing => Ok(Tail::Torn),
    }
}

/// Where the next frame's header stands, from `offset` on.
pub(super) fn next_header(file: &dyn DiskFile, sums: &FrameSums, offset: u64, size: u64) -> io::Result<Option<u64>> {
    match search(file, sums, offset, size, |_, _| true)? {
        Found::Header(place) => Ok(Some(place)),
        Found::Zeros | Found::Nothing => Ok(None),
    }
}

enum Found {
    Header(u64),
    Zeros,
    Nothing,
}

/// Looks for a header at every byte from `offset` on, for where the next one stands is not known.
fn search(
    file: &dyn DiskFile,
    sums: &FrameSums,
    offset: u64,
    size: u64,
    wanted: impl Fn(u64, &FrameHeader) -> bool,
) -> io::Result<Found> {
    let mut zeros = true;
    let mut piece = vec![0; PIECE_BYTES + FRAME_HEADER_BYTES - 1];
    let mut start = offset;
    while start < size {
        let filled = read_up_to(file, &mut piece, start)?;
        zeros &= piece[..filled].iter().all(|byte| *byte == 0);
        if !zeros {
            for (header, place) in piece[..filled].windows(FRAME_HEADER_BYTES).zip(start..) {
                let header = header.first_chunk().and_then(|header| sums.header(*header, place));
                if header.is_some_and(|header| wanted(place, &header)) {
                    return Ok(Found::Header(place));
                }
            }
        }
        start += PIECE_BYTES as u64;
    }
    Ok(if zeros { Found::Zeros } else { Found::Nothing })
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;
    use crate::id::LogId;

    /// Each batch as the bodies of its frames, behind a header of 64 bytes.
    fn segment(batches: &[&[&[u8]]]) -> (FrameSums, Vec<u8>, Vec<u64>) {
        let sums = FrameSums::new(LogId(7), 1);
        let (mut bytes, mut offsets) = (vec![1; 64], Vec::new());
        for bodies in batches {
            let mut batch = Vec::new();
            for body in *bodies {
                let start = batch.len();
                offsets.push((bytes.len() + start) as u64);
                batch.extend([0; FRAME_HEADER_BYTES]);
                batch.extend(*body);
                sums.seal(&mut batch, start, bytes.len() as u64).expect("a small frame");
            }
            bytes.extend(batch);
        }
        (sums, bytes, offsets)
    }

    fn judged(sums: &FrameSums, bytes: &[u8], offset: u64) -> Tail {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("written");
        let file = File::open(file.path()).expect("opened");
        judge(&file, sums, offset, bytes.len() as u64).expect("read")
    }

    #[test]
    fn a_later_batch_proves_damage_and_its_own_batch_does_not() {
        let (sums, mut bytes, offsets) = segment(&[&[b"one"], &[b"two", b"three"], &[b"four"]]);
        assert_eq!(judged(&sums, &bytes, offsets[0]), Tail::Damaged { proof: offsets[1] });
        assert_eq!(judged(&sums, &bytes, offsets[1]), Tail::Damaged { proof: offsets[3] });
        assert_eq!(judged(&sums, &bytes, offsets[2]), Tail::Damaged { proof: offsets[3] });
        assert_eq!(judged(&sums, &bytes, offsets[3]), Tail::Torn);
        let third = usize::try_from(offsets[3]).expect("small");
        assert_eq!(judged(&sums, &bytes[..third], offsets[1]), Tail::Torn, "frames of one batch");
        bytes.truncate(third + FRAME_HEADER_BYTES);
        assert_eq!(judged(&sums, &bytes, offsets[1]), Tail::Damaged { proof: offsets[3] }, "its header is enough");
    }

    #[test]
    fn zeros_are_the_end_however_many() {
        let (sums, mut bytes, _) = segment(&[&[b"one"]]);
        let end = bytes.len() as u64;
        assert_eq!(judged(&sums, &bytes, end), Tail::Zeros);
        bytes.resize(bytes.len() + 3 * PIECE_BYTES, 0);
        assert_eq!(judged(&sums, &bytes, end), Tail::Zeros);
        bytes.push(1);
        assert_eq!(judged(&sums, &bytes, end), Tail::Torn);
    }

    #[test]
    fn a_frame_far_behind_is_found_across_the_edge_of_a_piece() {
        for distance in [PIECE_BYTES - 20, PIECE_BYTES - 8, PIECE_BYTES - 1, PIECE_BYTES, 2 * PIECE_BYTES + 5] {
            let filler = vec![0xa5; distance - FRAME_HEADER_BYTES];
            let (sums, mut bytes, offsets) = segment(&[&[&filler], &[b"proof"]]);
            bytes[64] ^= 1;
            assert_eq!(judged(&sums, &bytes, 64), Tail::Damaged { proof: offsets[1] }, "{distance} bytes behind");
        }
    }
}
