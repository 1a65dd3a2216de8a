//! What memory holds of each stream, besides its name.

use std::sync::Arc;

use crate::log::file::index::tail::Head;

/// What memory holds of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::log::file) struct Entry {
    /// Its last version.
    pub(in crate::log::file) version: u64,
    /// The position of its last event.
    pub(in crate::log::file) position: u64,
    /// The number of the last segment that holds it.
    pub(in crate::log::file) segment: u32,
    /// Its number in that segment's dictionary.
    pub(in crate::log::file) number: u32,
    /// Its sections in that segment, as far as memory holds them.
    pub(in crate::log::file) tail: Head,
}

const CHUNK: usize = 256;

/// An entry in words, which leave no gaps.
type Words = [u32; 7];

/// The entries by ordinal. They can be kept as they are at some moment, while they go on to change.
#[derive(Debug, Default)]
pub(in crate::log::file) struct Entries {
    chunks: Vec<Chunk>,
    len: usize,
}

#[derive(Debug)]
enum Chunk {
    /// It is written to without a look at who shares it: that would cost more than all the rest of an update.
    Own(Box<[Words; CHUNK]>),
    /// It is copied before it is written to.
    Shared(Arc<[Words; CHUNK]>),
}

impl Entries {
    pub(in crate::log::file) fn len(&self) -> usize {
        self.len
    }

    pub(in crate::log::file) fn push(&mut self, entry: Entry) {
        if self.len.is_multiple_of(CHUNK) {
            self.chunks.push(Chunk::Own(Box::new([[0; 7]; CHUNK])));
        }
        self.len += 1;
        self.set(self.len - 1, entry);
    }

    pub(in crate::log::file) fn get(&self, place: usize) -> Option<Entry> {
        let words = match self.chunks.get(place / CHUNK).filter(|_| place < self.len)? {
            Chunk::Own(words) => words[place % CHUNK],
            Chunk::Shared(words) => words[place % CHUNK],
        };
        Some(Entry::of(words))
    }

    /// Puts an entry in the place of one that is there.
    pub(in crate::log::file) fn set(&mut self, place: usize, entry: Entry) {
        let Some(chunk) = self.chunks.get_mut(place / CHUNK) else { return };
        if let Chunk::Shared(words) = chunk {
            *chunk = Chunk::Own(Box::new(**words));
        }
        if let Chunk::Own(words) = chunk {
            words[place % CHUNK] = entry.words();
        }
    }

    pub(in crate::log::file) fn iter(&self) -> impl Iterator<Item = Entry> {
        (0..self.len).filter_map(|place| self.get(place))
    }

    /// All as they are now.
    pub(in crate::log::file) fn keep(&mut self) -> Self {
        let mut kept = Vec::with_capacity(self.chunks.len());
        for chunk in &mut self.chunks {
            let words = match chunk {
                Chunk::Own(words) => Arc::new(**words),
                Chunk::Shared(words) => Arc::clone(words),
            };
            *chunk = Chunk::Shared(Arc::clone(&words));
            kept.push(Chunk::Shared(words));
        }
        Self { chunks: kept, len: self.len }
    }

    /// Bytes of memory that they take.
    #[cfg(test)]
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        self.chunks.capacity() * size_of::<Chunk>() + self.chunks.len() * (size_of::<[Words; CHUNK]>() + 16)
    }
}

impl Entry {
    fn words(self) -> Words {
        let ([v0, v1], [p0, p1]) = (halves(self.version), halves(self.position));
        [v0, v1, p0, p1, self.segment, self.number, self.tail.word()]
    }

    fn of([v0, v1, p0, p1, segment, number, tail]: Words) -> Self {
        Self { version: whole(v0, v1), position: whole(p0, p1), segment, number, tail: Head::of(tail) }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "each is a half")]
fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

fn whole(low: u32, high: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_stays_as_it_was() {
        let entry = |n: u64| Entry { version: n << 30, position: u64::MAX - n, number: 7, ..Entry::default() };
        let mut entries = Entries::default();
        (0..1_000).for_each(|n| entries.push(entry(n)));
        let kept = [entries.keep(), entries.keep()];
        entries.set(300, entry(5));
        entries.push(entry(1_000));
        for kept in kept {
            assert!(kept.iter().eq((0..1_000).map(entry)));
            assert_eq!(kept.get(1_000), None);
        }
        assert_eq!([entries.get(299), entries.get(300), entries.get(1_000)], [299, 5, 1_000].map(|n| Some(entry(n))));
        assert_eq!((entries.len(), entries.get(1_001)), (1_001, None));
    }
}
