//! The idempotency keys of the segment that is written to.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::log::file::index::tail::Spot;

/// Idempotency keys: the hash of each, for the key itself is verified when the commit is read, and the section that has it.
#[derive(Debug)]
pub(in crate::log::file) struct Keys {
    held: HashTable<Keyed>,
    /// So that who chooses keys cannot know what they hash to.
    seed: u64,
}

/// A key of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct Keyed {
    /// What [`hash`] says of it.
    pub(in crate::log::file) hash: u64,
    pub(in crate::log::file) spot: Spot,
}

impl Default for Keys {
    fn default() -> Self {
        Self { held: HashTable::new(), seed: RandomState::new().hash_one(()) }
    }
}

/// The hash of `key` in the stream that has `number` in its segment.
pub(in crate::log::file) fn hash(seed: u64, number: u32, key: &str) -> u64 {
    xxh3_64_with_seed(key.as_bytes(), seed.wrapping_add(number.into()))
}

impl Keys {
    pub(in crate::log::file) fn seed(&self) -> u64 {
        self.seed
    }

    /// Takes in a key of the stream that has `number` in its segment.
    pub(in crate::log::file) fn push(&mut self, number: u32, key: &str, spot: Spot) {
        let hash = hash(self.seed, number, key);
        self.held.insert_unique(hash, Keyed { hash, spot }, |held| held.hash);
    }

    /// The sections of the stream that may have `key`, the latest first.
    pub(in crate::log::file) fn find(&self, number: u32, key: &str) -> Vec<Spot> {
        let hash = hash(self.seed, number, key);
        let mut spots: Vec<Spot> =
            self.held.iter_hash(hash).filter(|held| held.hash == hash).map(|held| held.spot).collect();
        spots.sort_unstable_by_key(|spot| std::cmp::Reverse(spot.offset));
        spots
    }

    /// All of them, in order of their hashes.
    pub(in crate::log::file) fn sorted(&self) -> Vec<Keyed> {
        let mut keys: Vec<Keyed> = self.held.iter().copied().collect();
        keys.sort_unstable_by_key(|key| (key.hash, key.spot.offset));
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_the_latest_first_and_in_their_stream_only() {
        let mut keys = Keys::default();
        let spot = |version: u32| Spot { version: version.into(), offset: version * 100 };
        for version in 0..1_000 {
            keys.push(version % 3, &format!("key {}", version % 600), spot(version));
        }
        assert_eq!(keys.find(1, "key 100"), [spot(700), spot(100)]);
        assert_eq!(keys.find(2, "key 500"), [spot(500)]);
        assert_eq!(keys.find(1, "key 500"), []);
        let sorted = keys.sorted();
        assert!(sorted.len() == 1_000 && sorted.is_sorted_by_key(|key| key.hash));
    }
}
