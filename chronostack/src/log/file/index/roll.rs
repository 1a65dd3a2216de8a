//! `streams`: the roll of a log's streams.

use std::{path::Path, sync::Arc};

use crate::{
    id::LogId,
    log::{
        file::{
            entry::Entry as Word,
            index::{
                entries::Entry,
                front::Stamp,
                index::Index,
                pages::Unusable,
                recent::{Frozen, Recent},
                tail::Head,
            },
            segment::{Segment, SegmentHeader},
            wire::{Cursor, Malformed, put_bytes, put_number},
        },
        kinds::Kinds,
    },
    time::Timestamp,
};

const MAGIC: &[u8; 8] = b"CHRONOSR";
const SUM_BYTES: usize = 4;
/// Another number is another layout: such a roll is made anew. The base of a log holds a roll too, which must be read in whatever layout it has.
const LAYOUT: u64 = 1;

/// The streams as they were at the end of a sidecar, with all else that an index holds of a whole log.
///
/// `CHRONOSR`, the CRC-32 of the log's id and of what follows, and then:
///
/// | what | how |
/// |---|---|
/// | its layout | number |
/// | how many segments, and each one's first position, time (16 bytes), and end | numbers |
/// | the last one's last frame: offset, header (16 bytes) | number |
/// | the last position; its time (16 bytes) | number |
/// | how many kinds; each an entry as in frames | number |
/// | how many streams; each one's name, last segment, number there, version, last position | number; text, numbers |
#[derive(Debug)]
pub(in crate::log::file) struct Roll {
    /// It has all segments, the last one too.
    pub(in crate::log::file) index: Index,
    pub(in crate::log::file) stamp: Stamp,
}

impl Roll {
    /// The file in the log's folder.
    pub(in crate::log::file) const FILE: &str = "streams";

    /// The roll at the end of `frozen`, the last of `segments`.
    pub(in crate::log::file) fn encode(
        frozen: &Frozen,
        segments: &[Arc<Segment>],
        kinds: &Kinds,
        stamp: Stamp,
    ) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, LAYOUT);
        put_number(&mut out, segments.len() as u64);
        for (number, segment) in segments.iter().enumerate() {
            put_number(&mut out, segment.header.first_position);
            out.extend_from_slice(&segment.header.time.as_nanosecond().to_le_bytes());
            put_number(&mut out, segments.get(number + 1).map_or(frozen.end.into(), |next| next.start - segment.start));
        }
        put_number(&mut out, frozen.recent.last_frame.into());
        out.extend_from_slice(&stamp);
        put_number(&mut out, frozen.head);
        out.extend_from_slice(&frozen.recorded_last.as_nanosecond().to_le_bytes());
        put_number(&mut out, kinds.iter().count() as u64);
        kinds.iter().for_each(|kind| Word::Kind(Arc::clone(kind)).encode(&mut out));
        put_number(&mut out, frozen.entries.len() as u64);
        for (ordinal, entry) in (0..).zip(frozen.entries.iter()) {
            put_bytes(&mut out, frozen.named.name(ordinal).as_bytes());
            for number in [entry.segment.into(), entry.number.into(), entry.version, entry.position] {
                put_number(&mut out, number);
            }
        }
        let sum = sum(frozen.segment.header.log, &out);
        [MAGIC, &sum.to_le_bytes()[..], &out].concat()
    }

    /// The roll of `log` that `bytes` are.
    pub(in crate::log::file) fn decode(bytes: &[u8], log: LogId, folder: &Path) -> Result<Self, Unusable> {
        let body = bytes.strip_prefix(MAGIC).and_then(<[u8]>::split_first_chunk::<SUM_BYTES>);
        let (expected, body) = body.ok_or_else(|| Unusable("it is none".to_owned()))?;
        if sum(log, body).to_le_bytes() != *expected {
            return Err(Unusable("its checksum fails".to_owned()));
        }
        let mut rest = Cursor::new(body);
        if rest.number()? != LAYOUT {
            return Err(Unusable("it is of another layout".to_owned()));
        }
        let cannot_be = Malformed("a number cannot be");
        let mut index = Index::default();
        for number in 0..rest.number()? {
            let (first_position, time) = (rest.number()?, time(&mut rest)?);
            let header = SegmentHeader { log, first_position, time };
            index.segments.push(Arc::new(Segment::new(folder, header, index.end)));
            let length = rest.number()?;
            index.end = index.end.checked_add(length).ok_or(cannot_be)?;
            index.recent = Recent::new(u32::try_from(number).map_err(|_| cannot_be)?);
            index.recent.covered = u32::try_from(length).map_err(|_| cannot_be)?;
        }
        index.recent.last_frame = rest.number()?.try_into().map_err(|_| cannot_be)?;
        let stamp = rest.exactly(size_of::<Stamp>())?.first_chunk().copied().ok_or(cannot_be)?;
        index.head = rest.number()?;
        index.recorded_last = Some(time(&mut rest)?);
        for _ in 0..rest.number()? {
            let Word::Kind(kind) = Word::decode(&mut rest)? else { return Err(cannot_be.into()) };
            index.kinds.insert(kind).map_err(|error| Unusable(error.to_string()))?;
        }
        let streams = rest.number()?;
        // A stream takes more than five bytes.
        index.streams.reserve(usize::try_from(streams).unwrap_or(usize::MAX).min(rest.left() / 5));
        for _ in 0..streams {
            let name = rest.text()?;
            let mut word = || u32::try_from(rest.number()?).map_err(|_| cannot_be);
            let (segment, number) = (word()?, word()?);
            let (version, position) = (rest.number()?, rest.number()?);
            if segment as usize >= index.segments.len() {
                return Err(cannot_be.into());
            }
            let hash = index.streams.hash(name);
            let entry = Entry { version, position, segment, number, tail: Head::NONE };
            index.streams.push(name, hash, entry).ok_or(cannot_be)?;
        }
        Ok(Self { index, stamp })
    }
}

fn sum(log: LogId, bytes: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&log.0.to_le_bytes());
    sum.update(bytes);
    sum.finalize()
}

fn time(rest: &mut Cursor<'_>) -> Result<Timestamp, Malformed> {
    let bytes = rest.exactly(16)?.first_chunk().copied().unwrap_or_default();
    Timestamp::from_nanosecond(i128::from_le_bytes(bytes)).map_err(|_| Malformed("a time is out of range"))
}
