//! Segments: the files that hold a log's frames.

use std::path::{Path, PathBuf};

use crate::{id::LogId, log::file::frame::FrameSums, time::Timestamp};

/// The newest format of log folders and segments that this release reads, and the one that it writes.
pub(super) const FORMAT: u32 = 1;

/// Bytes of a segment's header; its first frame stands behind.
pub(super) const SEGMENT_HEADER_BYTES: usize = 64;

const MAGIC: [u8; 8] = *b"CHRONOSG";
const EXTENSION: &str = ".segment";
/// Behind the name of a file that is being made.
pub(super) const NEW: &str = ".new";

/// The first 64 bytes of a segment. All numbers are little-endian.
///
/// | byte | bytes | what |
/// |---|---|---|
/// | 0 | 8 | `CHRONOSG` |
/// | 8 | 4 | the format's number, 1 |
/// | 12 | 4 | zero |
/// | 16 | 16 | the log's id |
/// | 32 | 8 | the position of the segment's first event; its file is named by it |
/// | 40 | 16 | the time that the segment's times count from: nanoseconds of the Unix epoch, signed |
/// | 56 | 4 | zero |
/// | 60 | 4 | CRC-32 of bytes 0 to 60 |
///
/// Bytes 0 to 12 and the checksum stay where they are in every later format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SegmentHeader {
    pub(super) log: LogId,
    pub(super) first_position: u64,
    pub(super) time: Timestamp,
}

/// Why bytes are no header of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderFault {
    Bad(&'static str),
    Format(u32),
}

impl SegmentHeader {
    pub(super) fn encode(&self) -> [u8; SEGMENT_HEADER_BYTES] {
        let mut bytes = [0; SEGMENT_HEADER_BYTES];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&FORMAT.to_le_bytes());
        bytes[16..32].copy_from_slice(&self.log.0.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.first_position.to_le_bytes());
        bytes[40..56].copy_from_slice(&self.time.as_nanosecond().to_le_bytes());
        let sum = crc32fast::hash(&bytes[..60]);
        bytes[60..].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, HeaderFault> {
        let Some(bytes) = bytes.first_chunk::<SEGMENT_HEADER_BYTES>() else {
            return Err(HeaderFault::Bad("the segment's header is incomplete"));
        };
        if number(&bytes[60..]) != u128::from(crc32fast::hash(&bytes[..60])) {
            return Err(HeaderFault::Bad("the checksum of the segment's header fails"));
        }
        if bytes[..8] != MAGIC {
            return Err(HeaderFault::Bad("it does not start as a segment does"));
        }
        match u32::try_from(number(&bytes[8..12])) {
            Ok(FORMAT) => {}
            Ok(other) => return Err(HeaderFault::Format(other)),
            Err(_) => return Err(HeaderFault::Bad("the format's number is too large")),
        }
        let time = Timestamp::from_nanosecond(number(&bytes[40..56]).cast_signed());
        let first_position = u64::try_from(number(&bytes[32..40])).ok().filter(|position| *position > 0);
        match (first_position, time) {
            (Some(first_position), Ok(time)) => Ok(Self { log: LogId(number(&bytes[16..32])), first_position, time }),
            (None, _) => Err(HeaderFault::Bad("the segment's first position is 0")),
            (_, Err(_)) => Err(HeaderFault::Bad("the segment's time is out of range")),
        }
    }
}

fn number(bytes: &[u8]) -> u128 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// The file of the segment that starts at `first_position`.
pub(super) fn segment_path(folder: &Path, first_position: u64) -> PathBuf {
    folder.join(format!("{first_position:020}{EXTENSION}"))
}

/// The first positions of the segments among `names`, in order.
pub(super) fn segments_named(names: &[String]) -> Vec<u64> {
    let first_position = |name: &String| {
        let digits = name.strip_suffix(EXTENSION).filter(|digits| digits.len() == 20)?;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
    };
    let mut found: Vec<u64> = names.iter().filter_map(first_position).collect();
    found.sort_unstable();
    found
}

/// Whether a file of that name is a segment that was being compressed, or a base that was being written.
pub(super) fn is_unfinished(name: &str) -> bool {
    name.strip_suffix(NEW).is_some_and(|name| name.ends_with(EXTENSION) || name == "base")
}

/// A segment of an open log.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    pub(super) header: SegmentHeader,
    pub(super) sums: FrameSums,
    /// How many bytes of segments stand before this one: a *place* is this plus an offset.
    pub(super) start: u64,
}

impl Segment {
    pub(super) fn new(folder: &Path, header: SegmentHeader, start: u64) -> Self {
        Self {
            path: segment_path(folder, header.first_position),
            sums: FrameSums::new(header.log, header.first_position),
            header,
            start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_comes_back_and_no_bit_can_flip_unseen() {
        let header = SegmentHeader { log: LogId(u128::MAX / 3), first_position: 1_000, time: Timestamp::MIN };
        let bytes = header.encode();
        assert_eq!(SegmentHeader::decode(&bytes), Ok(header));
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(matches!(SegmentHeader::decode(&flipped), Err(HeaderFault::Bad(_))), "bit {bit}");
        }
    }

    #[test]
    fn a_later_format_is_named() {
        let header = SegmentHeader { log: LogId(1), first_position: 1, time: Timestamp::UNIX_EPOCH };
        let mut bytes = header.encode();
        bytes[8] = 2;
        let sum = crc32fast::hash(&bytes[..60]);
        bytes[60..].copy_from_slice(&sum.to_le_bytes());
        assert_eq!(SegmentHeader::decode(&bytes), Err(HeaderFault::Format(2)));
    }

    #[test]
    fn only_segments_are_named_as_such() {
        let names = [
            "00000000000000000007.segment",
            "lock",
            "7.segment",
            "00000000000000000001.segment",
            "+0000000000000000001.segment",
        ];
        assert_eq!(segments_named(&names.map(str::to_owned)), [1, 7]);
    }
}
