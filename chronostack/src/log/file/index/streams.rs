//! Every stream of a log.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{
    id::StreamName,
    limits::{LimitExceeded, STREAM_NAMES_BYTES_MAX},
    log::{
        file::index::{
            chunked::Chunked,
            entries::{Entries, Entry},
            names::Names,
        },
        store::StreamSummary,
    },
};

/// The streams in the order in which the log first has them: a stream's *ordinal* is its place in that order, and the same
/// whoever makes the index. About 60 bytes a stream.
#[derive(Debug)]
pub(in crate::log::file) struct Streams {
    entries: Entries,
    named: Named,
    /// The ordinals by name.
    table: HashTable<u32>,
    /// Names may be chosen by who wishes the log ill; they cannot know what they hash to.
    seed: u64,
}

/// The names of streams by their ordinals, as they were at some moment: they are cheap to keep, and nobody waits for who looks at them.
#[derive(Clone, Debug, Default)]
pub(in crate::log::file) struct Named {
    places: Chunked<u32>,
    names: Names,
}

impl Default for Streams {
    fn default() -> Self {
        let (entries, named) = (Entries::default(), Named::default());
        Self { entries, named, table: HashTable::new(), seed: RandomState::new().hash_one(()) }
    }
}

impl Streams {
    pub(in crate::log::file) fn len(&self) -> usize {
        self.entries.len()
    }

    /// What `name` hashes to.
    pub(in crate::log::file) fn hash(&self, name: &str) -> u64 {
        xxh3_64_with_seed(name.as_bytes(), self.seed)
    }

    /// The ordinal of the stream `name`, the hash of which is `hash`.
    pub(in crate::log::file) fn find(&self, name: &str, hash: u64) -> Option<u32> {
        let same = |ordinal: &u32| self.named.bytes(*ordinal) == name.as_bytes();
        self.table.find(hash, same).copied()
    }

    /// Takes in a stream that is not there yet, and answers with its ordinal; `None` when there is no more room.
    pub(in crate::log::file) fn push(&mut self, name: &str, hash: u64, entry: Entry) -> Option<u32> {
        let Self { entries, named, table, seed } = self;
        let ordinal = u32::try_from(entries.len()).ok()?;
        named.places.push(named.names.push(name)?);
        entries.push(entry);
        table.insert_unique(hash, ordinal, |ordinal| xxh3_64_with_seed(named.bytes(*ordinal), *seed));
        Some(ordinal)
    }

    pub(in crate::log::file) fn get(&self, ordinal: u32) -> Option<Entry> {
        self.entries.get(ordinal as usize)
    }

    /// Puts an entry in the place of one that is there.
    pub(in crate::log::file) fn set(&mut self, ordinal: u32, entry: Entry) {
        self.entries.set(ordinal as usize, entry);
    }

    pub(in crate::log::file) fn reserve(&mut self, more: usize) {
        let Self { named, table, seed, .. } = self;
        table.reserve(more, |ordinal| xxh3_64_with_seed(named.bytes(*ordinal), *seed));
    }

    /// Whether the names of one more commit's streams can be taken in.
    pub(in crate::log::file) fn check_room(&self) -> Result<(), LimitExceeded> {
        LimitExceeded::check("STREAM_NAMES_BYTES_MAX", self.named.names.bytes_used(), STREAM_NAMES_BYTES_MAX)
    }

    pub(in crate::log::file) fn named(&self) -> &Named {
        &self.named
    }

    /// What is held of all streams, as it is now.
    pub(in crate::log::file) fn keep(&mut self) -> Entries {
        self.entries.keep()
    }

    pub(in crate::log::file) fn summary(&self, ordinal: u32) -> Option<StreamSummary> {
        let Entry { version, position, .. } = self.get(ordinal)?;
        Some(StreamSummary { stream: StreamName::of_a_log(self.named.name(ordinal)), version, position })
    }

    /// Bytes of memory that they take.
    #[cfg(test)]
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        let Named { places, names } = &self.named;
        self.entries.memory_bytes() + places.bytes() + names.memory_bytes() + self.table.allocation_size()
    }
}

impl Named {
    pub(in crate::log::file) fn len(&self) -> usize {
        self.places.len()
    }

    fn bytes(&self, ordinal: u32) -> &[u8] {
        self.places.get(ordinal as usize).map_or(&[][..], |place| self.names.bytes(place))
    }

    /// The name of a stream; empty when there is no such stream.
    pub(in crate::log::file) fn name(&self, ordinal: u32) -> &str {
        str::from_utf8(self.bytes(ordinal)).unwrap_or_default()
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
            assert_eq!(streams.named().name(number), name);
            assert_eq!(streams.get(number).map(|entry| entry.version), Some(number.into()));
        }
        assert_eq!(streams.find(&name(5_000), streams.hash(&name(5_000))), None);
        assert_eq!(streams.get(5_000), None);
    }
}
