//! Sidecars: where the sections of one segment stand, in a file beside it.

use std::sync::{Arc, OnceLock};

use crc32fast::Hasher;

use crate::{
    id::{LogId, StreamName},
    log::{
        file::{
            dictionary::Dictionary,
            entry::Entry,
            index::{
                chunked::Chunked,
                front::{CHECKPOINT_BYTES, Front, ORDINAL_BYTES},
                kept_pages::KeptPages,
                keys,
                pages::{DATA_BYTES, PageReader, Pages, Source, Unusable},
                part::{Checkpoint, PART_BYTES, Part, long, word},
                places::{BLOCK, LISTED_BYTES, SECTION_BYTES_MAX, block},
                tail::{Spot, whole},
            },
            wire::{Cursor, Malformed},
        },
        record::EventKind,
    },
};

/// A sidecar, read page by page. The layout is described on [`Front`].
#[derive(Debug)]
pub(in crate::log::file) struct Sidecar {
    pub(in crate::log::file) front: Front,
    pages: Pages,
    words: OnceLock<Arc<Dictionary>>,
    checkpoints: OnceLock<Vec<Checkpoint>>,
    ordinals: OnceLock<Chunked<u32>>,
}

impl From<Malformed> for Unusable {
    fn from(Malformed(reason): Malformed) -> Self {
        Self(reason.to_owned())
    }
}

/// What the checksums of the front start with; those of the other pages go on with what the front draws by lot.
pub(in crate::log::file) fn salt(log: LogId, first_position: u64) -> Hasher {
    let mut salt = Hasher::new();
    salt.update(&log.0.to_le_bytes());
    salt.update(&first_position.to_le_bytes());
    salt
}

impl Sidecar {
    /// The sidecar in `source`, if it is one of the segment of `log` that starts at `first_position`.
    pub(in crate::log::file) fn open(
        source: Source,
        log: LogId,
        first_position: u64,
        kept: &KeptPages,
    ) -> Result<Self, Unusable> {
        let mut pages = Pages::new(source, salt(log, first_position), kept.clone());
        let data = pages.read(0, 1)?;
        let front = Front::decode(&data)?;
        if front.log != log || front.first_position != first_position {
            return Err(Unusable("it is of another segment".to_owned()));
        }
        pages.salt.update(&front.seed.to_le_bytes());
        let (words, checkpoints, ordinals) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Ok(Self { front, pages, words, checkpoints, ordinals })
    }

    /// What the segment's frames name by number, but for the streams. `shared` gives a kind, or one that equals it.
    pub(in crate::log::file) fn words(
        &self,
        shared: impl Fn(Arc<EventKind>) -> Arc<EventKind>,
    ) -> Result<&Arc<Dictionary>, Unusable> {
        if let Some(words) = self.words.get() {
            return Ok(words);
        }
        let bytes = self.bytes(self.front.words(), 0, self.front.words_bytes as usize)?;
        let (words, mut rest) = (Dictionary::default(), Cursor::new(&bytes));
        while !rest.is_empty() {
            words.push(match Entry::decode(&mut rest)? {
                Entry::Kind(kind) => Entry::Kind(shared(kind)),
                word => word,
            });
        }
        Ok(self.words.get_or_init(|| words.into()))
    }

    /// The names of the streams that the log did not have before.
    pub(in crate::log::file) fn names(&self) -> Result<NewNames, Unusable> {
        let bytes = self.bytes(self.front.names(), 0, self.front.names_bytes as usize)?;
        let (mut rest, mut count) = (Cursor::new(&bytes), 0);
        while !rest.is_empty() {
            rest.text()?.parse::<StreamName>().map_err(|_| Malformed("a stream's name is none"))?;
            count += 1;
        }
        Ok(NewNames { bytes, count })
    }

    /// The ordinals of the streams in the order of their numbers.
    pub(in crate::log::file) fn ordinals(&self) -> Result<&Chunked<u32>, Unusable> {
        if let Some(ordinals) = self.ordinals.get() {
            return Ok(ordinals);
        }
        let mut ordinals = Chunked::default();
        self.front
            .ordinals()
            .all(&self.pages)?
            .chunks_exact(ORDINAL_BYTES)
            .for_each(|ordinal| ordinals.push(word(ordinal)));
        Ok(self.ordinals.get_or_init(|| ordinals))
    }

    /// Where frames start that stand so far apart as a run is long, in order.
    pub(in crate::log::file) fn checkpoints(&self) -> Result<&[Checkpoint], Unusable> {
        if let Some(checkpoints) = self.checkpoints.get() {
            return Ok(checkpoints);
        }
        let bytes = self.front.checkpoints().all(&self.pages)?;
        let checkpoints = bytes.chunks_exact(CHECKPOINT_BYTES);
        let checkpoints = checkpoints.map(|bytes| Checkpoint { position: word(bytes), offset: word(&bytes[4..]) });
        Ok(self.checkpoints.get_or_init(|| checkpoints.collect()))
    }

    /// What it says of all streams, in order of their ordinals.
    pub(in crate::log::file) fn parts(&self) -> Result<Vec<Part>, Unusable> {
        let bytes = self.front.parts().all(&self.pages)?;
        Ok(bytes.chunks_exact(PART_BYTES).map(Part::decode).collect())
    }

    /// What it says of the stream with that ordinal; `None` when the segment does not hold it.
    pub(in crate::log::file) fn part(&self, ordinal: u32) -> Result<Option<Part>, Unusable> {
        let (table, mut reader) = (self.front.parts(), PageReader::new(&self.pages));
        let bounds = (self.front.ordinals_between.0.into(), self.front.ordinals_between.1.into());
        let number = table.below(&mut reader, |part| word(part).into(), ordinal.into(), bounds)?;
        let part = table.record(&mut reader, number)?.map(Part::decode);
        Ok(part.filter(|part| part.ordinal == ordinal))
    }

    /// The sections of a stream from the one that holds `version` on, or all where that stands before the first; at most `limit`.
    pub(in crate::log::file) fn spots(&self, part: &Part, version: u64, limit: usize) -> Result<Vec<Spot>, Unusable> {
        let sections = part.sections as usize;
        let blocks = if sections <= BLOCK { 0 } else { sections.div_ceil(BLOCK) };
        let (places, start) = (self.front.places(), part.places as usize);
        let mut reader = PageReader::new(&self.pages);
        let mut listed = |number: usize| -> Result<(u64, usize), Unusable> {
            let mut bytes = [0; LISTED_BYTES];
            copy(&mut reader, places, start + number * LISTED_BYTES, &mut bytes)?;
            Ok((part.first_version + u64::from(word(&bytes)), word(&bytes[4..]) as usize))
        };
        let (mut first, mut behind) = (0, blocks);
        while first + 1 < behind {
            let middle = first.midpoint(behind);
            if listed(middle)?.0 <= version { first = middle } else { behind = middle }
        }
        let mut spots: Vec<Spot> = Vec::new();
        for number in first..blocks.max(1) {
            let at = if blocks == 0 { start } else { start + blocks * LISTED_BYTES + listed(number)?.1 };
            let count = BLOCK.min(sections - number * BLOCK);
            let length = (count * SECTION_BYTES_MAX).min((self.front.places_bytes as usize).saturating_sub(at));
            let mut held = block(&self.few(places, at, length)?, count, part.first_version)?;
            if number == first {
                let wanted = held.iter().rposition(|spot| spot.version <= version).unwrap_or(0);
                held.drain(..wanted);
            }
            spots.append(&mut held);
            if spots.len() >= limit {
                break;
            }
        }
        spots.truncate(limit);
        Ok(spots)
    }

    /// The sections of a stream that may have `key`, the latest first.
    pub(in crate::log::file) fn keyed(&self, part: &Part, key: &str) -> Result<Vec<Spot>, Unusable> {
        let wanted = keys::hash(self.front.seed, part.number, key);
        let (table, mut reader) = (self.front.keys(), PageReader::new(&self.pages));
        let mut number = table.below(&mut reader, long, wanted, (0, u64::MAX))?;
        let mut spots = Vec::new();
        while let Some(record) = table.record(&mut reader, number)?.filter(|record| long(record) == wanted) {
            let version = whole(word(&record[8..]), part.last_version());
            spots.push(Spot { version, offset: word(&record[12..]) });
            number += 1;
        }
        spots.reverse();
        Ok(spots)
    }

    /// Bytes of memory that it takes.
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        self.pages.source.memory_bytes()
    }

    /// So few bytes of those that start with the page `first` that their pages are kept.
    fn few(&self, first: u32, start: usize, length: usize) -> Result<Vec<u8>, Unusable> {
        let mut bytes = Vec::with_capacity(length);
        while bytes.len() < length {
            let at = start + bytes.len();
            let page = self.pages.page(page(first, at)?)?;
            let held = &page[at % DATA_BYTES..];
            bytes.extend_from_slice(&held[..held.len().min(length - bytes.len())]);
        }
        Ok(bytes)
    }

    /// So many bytes of those that start with the page `first`, read anew.
    fn bytes(&self, first: u32, start: usize, length: usize) -> Result<Vec<u8>, Unusable> {
        let within = start % DATA_BYTES;
        let mut data = self.pages.read(page(first, start)?, (within + length).div_ceil(DATA_BYTES))?;
        data.drain(..within);
        data.truncate(length);
        Ok(data)
    }
}

/// Names as they stand in a sidecar. There may be a million: what they took one by one would stay with the allocator.
pub(in crate::log::file) struct NewNames {
    bytes: Vec<u8>,
    pub(in crate::log::file) count: usize,
}

impl NewNames {
    pub(in crate::log::file) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut rest = Cursor::new(&self.bytes);
        std::iter::from_fn(move || rest.text().ok())
    }
}

/// Fills `bytes` from those that start with the page `first`.
fn copy(reader: &mut PageReader<'_>, first: u32, start: usize, bytes: &mut [u8]) -> Result<(), Unusable> {
    for (byte, at) in bytes.iter_mut().zip(start..) {
        *byte = reader.page(page(first, at)?)?[at % DATA_BYTES];
    }
    Ok(())
}

/// The page that holds the byte `at` of those that start with the page `first`.
fn page(first: u32, at: usize) -> Result<u32, Unusable> {
    let page = u32::try_from(at / DATA_BYTES).ok().and_then(|page| page.checked_add(first));
    page.ok_or_else(|| Unusable("a place cannot be".to_owned()))
}
