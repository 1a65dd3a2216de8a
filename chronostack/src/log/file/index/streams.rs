//! Every stream of a log.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{
    id::StreamName,
    limits::{LimitExceeded, STREAM_NAMES_BYTES_MAX},
    log::{
        file::index::{chunked::Chunked, names::Names},
        store::StreamSummary,
    },
};

/// The streams in the order in which the log first has them: a stream's *ordinal* is its place in that order, and the same
/// whoever makes the index. About 60 bytes a stream.
#[derive(Debug)]
pub(in crate::log::file) struct Streams {
    held: Held,
    /// The ordinals by name.
    table: HashTable<u32>,
    /// Names may be chosen by who wishes the log ill; they cannot know what they hash to.
    seed: u64,
}

/// The streams as they were at some moment: it is cheap to keep, and nobody waits for who looks at it.
#[derive(Clone, Debug, Default)]
pub(in crate::log::file) struct Held {
    entries: Chunked<Entry>,
    names: Names,
}

/// What memory holds of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::log::file) struct Entry {
    /// Its last version.
    pub(in crate::log::file) version: u64,
    /// The position of its last event.
    pub(in crate::log::file) position: u64,
    /// Where its name stands.
    pub(in crate::log::file) name: u32,
    /// The number of the last segment that holds it.
    pub(in crate::log::file) segment: u32,
    /// Its number in that segment's dictionary.
    pub(in crate::log::file) number: u32,
    /// Its sections in that segment, as far as memory holds them.
    pub(in crate::log::file) tail: super::tail::Head,
}

impl Default for Streams {
    fn default() -> Self {
        Self { held: Held::default(), table: HashTable::new(), seed: RandomState::new().hash_one(()) }
    }
}

impl Streams {
    pub(in crate::log::file) fn len(&self) -> usize {
        self.held.len()
    }

    /// What `name` hashes to.
    pub(in crate::log::file) fn hash(&self, name: &str) -> u64 {
        xxh3_64_with_seed(name.as_bytes(), self.seed)
    }

    /// The ordinal of the stream `name`, the hash of which is `hash`.
    pub(in crate::log::file) fn find(&self, name: &str, hash: u64) -> Option<u32> {
        let same = |ordinal: &u32| self.held.name_bytes(*ordinal) == name.as_bytes();
        self.table.find(hash, same).copied()
    }

    /// Takes in a stream that is not there yet, and answers with its ordinal; `None` when there is no more room.
    pub(in crate::log::file) fn push(&mut self, name: &str, hash: u64, entry: Entry) -> Option<u32> {
        let Self { held, table, seed } = self;
        let ordinal = u32::try_from(held.len()).ok()?;
        let name = held.names.push(name)?;
        held.entries.push(Entry { name, ..entry });
        table.insert_unique(hash, ordinal, |ordinal| xxh3_64_with_seed(held.name_bytes(*ordinal), *seed));
        Some(ordinal)
    }

    pub(in crate::log::file) fn get(&self, ordinal: u32) -> Option<Entry> {
        self.held.get(ordinal)
    }

    pub(in crate::log::file) fn get_mut(&mut self, ordinal: u32) -> Option<&mut Entry> {
        self.held.entries.get_mut(ordinal as usize)
    }

    pub(in crate::log::file) fn reserve(&mut self, more: usize) {
        let Self { held, table, seed } = self;
        table.reserve(more, |ordinal| xxh3_64_with_seed(held.name_bytes(*ordinal), *seed));
    }

    /// Whether the names of one more commit's streams can be taken in.
    pub(in crate::log::file) fn check_room(&self) -> Result<(), LimitExceeded> {
        LimitExceeded::check("STREAM_NAMES_BYTES_MAX", self.held.names.bytes_used(), STREAM_NAMES_BYTES_MAX)
    }

    pub(in crate::log::file) fn held(&self) -> &Held {
        &self.held
    }

    /// Bytes of memory that they take.
    #[cfg(test)]
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        self.held.entries.bytes() + self.held.names.memory_bytes() + self.table.allocation_size()
    }
}

impl Held {
    pub(in crate::log::file) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(in crate::log::file) fn get(&self, ordinal: u32) -> Option<Entry> {
        self.entries.get(ordinal as usize)
    }

    pub(in crate::log::file) fn entries(&self) -> impl Iterator<Item = Entry> {
        self.entries.iter()
    }

    fn name_bytes(&self, ordinal: u32) -> &[u8] {
        self.get(ordinal).map_or(&[][..], |entry| self.names.bytes(entry.name))
    }

    /// The name of a stream; empty when there is no such stream.
    pub(in crate::log::file) fn name(&self, ordinal: u32) -> &str {
        str::from_utf8(self.name_bytes(ordinal)).unwrap_or_default()
    }

    pub(in crate::log::file) fn summary(&self, ordinal: u32) -> Option<StreamSummary> {
        let Entry { version, position, .. } = self.get(ordinal)?;
        Some(StreamSummary { stream: StreamName::of_a_log(self.name(ordinal)), version, position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: u32) -> String {
        format!("account/{number}")
    }

    fn streams(count: u32) -> Streams {
        let mut streams = Streams::default();
        for number in 0..count {
            let name = name(number);
            let hash = streams.hash(&name);
            assert_eq!(streams.find(&name, hash), None);
            let entry = Entry { version: number.into(), ..Entry::default() };
            assert_eq!(streams.push(&name, hash, entry), Some(number));
        }
        streams
    }

    #[test]
    fn streams_are_found_by_name() {
        let streams = streams(5_000);
        for number in 0..5_000 {
            let name = name(number);
            assert_eq!(streams.find(&name, streams.hash(&name)), Some(number));
            assert_eq!(streams.held().name(number), name);
            assert_eq!(streams.get(number).map(|entry| entry.version), Some(number.into()));
        }
        assert_eq!(streams.find(&name(5_000), streams.hash(&name(5_000))), None);
        assert_eq!(streams.get(5_000), None);
    }

    #[test]
    fn a_million_streams_take_64_bytes_each() {
        let streams = streams(1_000_000);
        let each = streams.memory_bytes() / streams.len();
        assert!(each <= 64, "{each} bytes a stream");
    }
}
