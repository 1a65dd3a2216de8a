//! The front of a sidecar: what it is of, and where its parts stand.

use crate::{
    id::LogId,
    log::file::{
        index::{
            pages::{DATA_BYTES, Table},
            part::PART_BYTES,
        },
        wire::Malformed,
    },
    time::Timestamp,
};

const MAGIC: [u8; 8] = *b"CHRONOSX";
/// Another number is another layout: such a sidecar is made anew.
const LAYOUT: u32 = 1;
/// A frame's header, as it stands in the segment.
pub(in crate::log::file) type Stamp = [u8; 16];

pub(in crate::log::file) const ORDINAL_BYTES: usize = 4;
pub(in crate::log::file) const CHECKPOINT_BYTES: usize = 8;
pub(in crate::log::file) const KEY_BYTES: usize = 16;

/// The first page of a sidecar. Behind it, each from a page's start on:
///
/// | what | how |
/// |---|---|
/// | words | the kinds, labels and logs of the segment's dictionary: entries as in frames |
/// | names | of the streams that the log did not have before the segment: texts, in order of their numbers |
/// | ordinals | of all streams, in order of their numbers: 4 bytes each |
/// | parts | a [`Part`](super::part::Part) a stream, in order of their ordinals |
/// | places | of the sections of each stream ([`put_places`](super::places::put_places)) |
/// | checkpoints | position and offset, less those of the segment, of frames a run apart: 4 bytes each |
/// | keys | hash (8 bytes), the lowest bits of the section's first version (4), offset of the section (4), in order of the hashes |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct Front {
    pub(in crate::log::file) log: LogId,
    pub(in crate::log::file) first_position: u64,
    /// What keys are hashed with, drawn by lot. The checksums of the other pages start with it, so that none of another sidecar fits.
    pub(in crate::log::file) seed: u64,
    /// The offset up to which it covers the segment.
    pub(in crate::log::file) end: u32,
    /// The last frame that it covers, and that frame's header: a segment that holds it there is the one that the sidecar was made of.
    pub(in crate::log::file) last_frame: u32,
    pub(in crate::log::file) stamp: Stamp,
    /// The last position that it covers.
    pub(in crate::log::file) head: u64,
    pub(in crate::log::file) recorded_last: Timestamp,
    /// How many streams the log has before the segment: the ordinal of the first new one.
    pub(in crate::log::file) streams_before: u32,
    /// The lowest and the highest ordinal.
    pub(in crate::log::file) ordinals_between: (u32, u32),
    pub(in crate::log::file) words_bytes: u32,
    pub(in crate::log::file) names_bytes: u32,
    pub(in crate::log::file) streams: u32,
    pub(in crate::log::file) places_bytes: u32,
    pub(in crate::log::file) checkpoints: u32,
    pub(in crate::log::file) keys: u32,
}

impl Front {
    pub(in crate::log::file) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&LAYOUT.to_le_bytes());
        bytes.extend_from_slice(&self.log.0.to_le_bytes());
        bytes.extend_from_slice(&self.first_position.to_le_bytes());
        bytes.extend_from_slice(&self.seed.to_le_bytes());
        bytes.extend_from_slice(&self.end.to_le_bytes());
        bytes.extend_from_slice(&self.last_frame.to_le_bytes());
        bytes.extend_from_slice(&self.stamp);
        bytes.extend_from_slice(&self.head.to_le_bytes());
        bytes.extend_from_slice(&self.recorded_last.as_nanosecond().to_le_bytes());
        let (lowest, highest) = self.ordinals_between;
        let counts = [self.words_bytes, self.names_bytes, self.streams, self.places_bytes, self.checkpoints, self.keys];
        for word in [self.streams_before, lowest, highest].into_iter().chain(counts) {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    pub(in crate::log::file) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut rest = Rest(bytes);
        if rest.take()? != MAGIC || rest.word()? != LAYOUT {
            return Err(Malformed("it is of another layout"));
        }
        let recorded_last = Malformed("a time is out of range");
        Ok(Self {
            log: LogId(u128::from_le_bytes(rest.take()?)),
            first_position: u64::from_le_bytes(rest.take()?),
            seed: u64::from_le_bytes(rest.take()?),
            end: rest.word()?,
            last_frame: rest.word()?,
            stamp: rest.take()?,
            head: u64::from_le_bytes(rest.take()?),
            recorded_last: Timestamp::from_nanosecond(i128::from_le_bytes(rest.take()?)).map_err(|_| recorded_last)?,
            streams_before: rest.word()?,
            ordinals_between: (rest.word()?, rest.word()?),
            words_bytes: rest.word()?,
            names_bytes: rest.word()?,
            streams: rest.word()?,
            places_bytes: rest.word()?,
            checkpoints: rest.word()?,
            keys: rest.word()?,
        })
    }

    /// The page at which the words start. Whatever a front says, what stands behind the file's end is not read.
    #[allow(clippy::unused_self, reason = "it is asked as the others are")]
    pub(in crate::log::file) fn words(&self) -> u32 {
        1
    }

    pub(in crate::log::file) fn names(&self) -> u32 {
        self.words() + pages(self.words_bytes)
    }

    pub(in crate::log::file) fn ordinals(&self) -> Table {
        Table { page: self.names() + pages(self.names_bytes), records: self.streams, width: ORDINAL_BYTES }
    }

    pub(in crate::log::file) fn parts(&self) -> Table {
        Table { page: behind(self.ordinals()), records: self.streams, width: PART_BYTES }
    }

    pub(in crate::log::file) fn places(&self) -> u32 {
        behind(self.parts())
    }

    pub(in crate::log::file) fn checkpoints(&self) -> Table {
        let page = self.places().saturating_add(pages(self.places_bytes));
        Table { page, records: self.checkpoints, width: CHECKPOINT_BYTES }
    }

    pub(in crate::log::file) fn keys(&self) -> Table {
        Table { page: behind(self.checkpoints()), records: self.keys, width: KEY_BYTES }
    }
}

fn pages(bytes: u32) -> u32 {
    bytes.div_ceil(u32::try_from(DATA_BYTES).unwrap_or(u32::MAX))
}

fn behind(table: Table) -> u32 {
    table.page.saturating_add(table.pages())
}

struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], Malformed> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Malformed("it has no front"))?;
        self.0 = rest;
        Ok(*taken)
    }

    fn word(&mut self) -> Result<u32, Malformed> {
        self.take().map(u32::from_le_bytes)
    }
}
