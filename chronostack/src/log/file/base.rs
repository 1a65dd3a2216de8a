//! `base`: what a log still knows of segments that were archived.

use std::{collections::BTreeMap, io, path::Path};

use xxhash_rust::xxh3::xxh3_128;

use crate::{
    id::LogId,
    limits::KEYS_REMEMBERED_MIN,
    log::file::{
        fault::{AtPath, Fault},
        index::{Index, Roll, Unusable},
        replacing::put_durably,
        segment::{FORMAT, segment_path},
        storage::{Access, Disk, read_small},
        wire::{Cursor, Malformed, put_bytes, put_number},
    },
};

const FILE: &str = "base";
const MAGIC: &[u8; 8] = b"CHRONOSB";
const SUM_BYTES: usize = 4;
const FILE_BYTES_MAX: u64 = 1 << 40;
const HASH_BYTES: usize = 16;

/// What a log knows of its first segments without them.
///
/// `CHRONOSB`, the CRC-32 of the log's id and of what follows, and then:
///
/// | what | how |
/// |---|---|
/// | the format's number, 1 | number |
/// | the [`Roll`] at the end of the last of these segments | bytes |
/// | how many streams have keys to be remembered; for each: its place among the streams of the roll, how many keys, and of each key, the oldest first, its XXH3-128 (16 bytes) | numbers |
#[derive(Debug)]
pub(super) struct Base {
    roll: Vec<u8>,
    pub(super) keys: Keys,
    /// The first positions of the segments.
    pub(super) firsts: Vec<u64>,
    /// The last position in them.
    pub(super) head: u64,
}

/// The keys of commits that may be archived, by the ordinals of their streams.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(BTreeMap<u32, Vec<u128>>);

impl Keys {
    /// Takes in the key of a stream's next commit, and lets go of one that need not be remembered any more.
    pub(super) fn push(&mut self, ordinal: u32, key: &str) {
        let keys = self.0.entry(ordinal).or_default();
        if keys.len() == KEYS_REMEMBERED_MIN {
            keys.remove(0);
        }
        keys.push(xxh3_128(key.as_bytes()));
    }

    pub(super) fn contains(&self, ordinal: u32, key: &str) -> bool {
        self.0.get(&ordinal).is_some_and(|keys| keys.contains(&xxh3_128(key.as_bytes())))
    }
}

/// The segments of a log, as they stand in its folder and in its base.
#[derive(Debug, Default)]
pub(super) struct Segments {
    /// The first positions of all.
    pub(super) firsts: Vec<u64>,
    /// How many of them, from the first on, are archived.
    pub(super) archived: usize,
}

impl Segments {
    /// The first position that is not archived, where some are.
    pub(super) fn first_kept(&self) -> Option<u64> {
        if self.archived == 0 { None } else { self.firsts.get(self.archived).copied() }
    }
}

impl Base {
    /// Of the segments that `roll` is of.
    pub(super) fn new(roll: Vec<u8>, keys: Keys, firsts: Vec<u64>, head: u64) -> Self {
        Self { roll, keys, firsts, head }
    }

    /// The base of the log in `folder`, if it has one.
    pub(super) fn read(disk: &dyn Disk, folder: &Path, log: LogId) -> Result<Option<Self>, Fault> {
        let path = folder.join(FILE);
        let file = match disk.open(&path, Access::Read) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.at(&path)?,
        };
        let bytes = read_small(file.as_ref(), FILE_BYTES_MAX).at(&path)?;
        let corrupt = |reason: String| Fault::Corrupt { path: path.clone(), offset: 0, position: 1, reason };
        let body = bytes.strip_prefix(MAGIC).and_then(<[u8]>::split_first_chunk::<SUM_BYTES>);
        let (expected, body) = body.ok_or_else(|| corrupt("it does not start as a base does".to_owned()))?;
        if sum(log, body).to_le_bytes() != *expected {
            return Err(corrupt("the checksum of the base fails".to_owned()));
        }
        let malformed = |Malformed(reason): Malformed| corrupt(format!("its checksum holds, and {reason}"));
        let mut rest = Cursor::new(body);
        let format = rest.number().map_err(malformed)?;
        if format != u64::from(FORMAT) {
            return Err(Fault::Format { path, found: u32::try_from(format).unwrap_or(u32::MAX) });
        }
        let (roll, keys) = decode(&mut rest).map_err(malformed)?;
        let mut base = Self { roll, keys, firsts: Vec::new(), head: 0 };
        let index = base.index(log, folder)?;
        base.firsts = index.segments.iter().map(|segment| segment.header.first_position).collect();
        base.head = index.head;
        Ok(Some(base))
    }

    /// [`read`](Self::read), but a base that is damaged counts as none where the first segment is there: then nothing is archived, or what is
    /// missing will be noticed.
    pub(super) fn read_if_needed(
        disk: &dyn Disk,
        folder: &Path,
        log: LogId,
        present: &[u64],
    ) -> Result<Option<Self>, Fault> {
        match Self::read(disk, folder, log) {
            Err(Fault::Corrupt { path, reason, .. }) if present.first() == Some(&1) => {
                tracing::warn!(path = %path.display(), reason, "the base is damaged, and not needed: no segment is archived");
                Ok(None)
            }
            base => base,
        }
    }

    /// The index at the end of the segments.
    pub(super) fn index(&self, log: LogId, folder: &Path) -> Result<Index, Fault> {
        match Roll::decode(&self.roll, log, folder) {
            Ok(Roll { index, .. }) => Ok(index),
            Err(Unusable(reason)) => Err(Fault::Corrupt { path: folder.join(FILE), offset: 0, position: 1, reason }),
        }
    }

    /// Puts it in the place of the one before: when this is answered, it is durable.
    pub(super) fn write(&self, disk: &dyn Disk, folder: &Path, log: LogId) -> Result<(), Fault> {
        let mut body = Vec::new();
        put_number(&mut body, FORMAT.into());
        put_bytes(&mut body, &self.roll);
        put_number(&mut body, self.keys.0.len() as u64);
        for (ordinal, keys) in &self.keys.0 {
            put_number(&mut body, (*ordinal).into());
            put_number(&mut body, keys.len() as u64);
            for key in keys {
                body.extend_from_slice(&key.to_le_bytes());
            }
        }
        let bytes = [MAGIC, &sum(log, &body).to_le_bytes()[..], &body].concat();
        put_durably(disk, &folder.join(FILE), &bytes)?;
        disk.sync_folder(folder).at(folder)
    }

    /// The segments of the log: those of its base, and those that stand in its folder, which start at `present`. What stands before one of
    /// the base that is missing is archived, whether or not its file is there.
    pub(super) fn join(base: Option<&Self>, present: &[u64], folder: &Path) -> Result<Segments, Fault> {
        let Some(base) = base else { return Ok(Segments { firsts: present.to_vec(), archived: 0 }) };
        let missing = base.firsts.iter().rposition(|first| present.binary_search(first).is_err());
        let archived = missing.map_or(0, |last| last + 1);
        let behind = present.iter().copied().filter(|first| *first > base.head);
        let firsts: Vec<u64> = base.firsts.iter().copied().chain(behind).collect();
        if archived > 0 && firsts.len() == base.firsts.len() {
            let (path, reason) =
                (segment_path(folder, base.head + 1), "the segment behind the archived ones is missing");
            return Err(Fault::Corrupt { path, offset: 0, position: base.head + 1, reason: reason.to_owned() });
        }
        Ok(Segments { firsts, archived })
    }
}

fn decode(rest: &mut Cursor<'_>) -> Result<(Vec<u8>, Keys), Malformed> {
    let roll = rest.bytes()?.to_vec();
    let mut keys = BTreeMap::new();
    for _ in 0..rest.number()? {
        let ordinal = u32::try_from(rest.number()?).map_err(|_| Malformed("a number cannot be"))?;
        let count = usize::try_from(rest.number()?).ok().and_then(|count| count.checked_mul(HASH_BYTES));
        let hashes = rest.exactly(count.ok_or(Malformed("a number cannot be"))?)?;
        let hash = |bytes: &[u8]| bytes.iter().rev().fold(0, |hash, byte| hash << 8 | u128::from(*byte));
        keys.insert(ordinal, hashes.chunks_exact(HASH_BYTES).map(hash).collect());
    }
    Ok((roll, Keys(keys)))
}

fn sum(log: LogId, bytes: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&log.0.to_le_bytes());
    sum.update(bytes);
    sum.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_keys_of_a_stream_are_remembered() {
        let mut keys = Keys::default();
        for number in 0..KEYS_REMEMBERED_MIN + 6 {
            keys.push(3, &format!("key {number}"));
        }
        for number in 0..KEYS_REMEMBERED_MIN + 6 {
            assert_eq!(keys.contains(3, &format!("key {number}")), number >= 6, "key {number}");
        }
        assert!(!keys.contains(4, "key 100"), "another stream's");
    }
}
