//! The names of streams, close together.

use std::sync::Arc;

use crate::log::file::wire::{Cursor, put_bytes};

/// A name is found by its chunk and by where it starts in that, 16 bits each.
const CHUNK_BITS: u32 = 16;
const CHUNK_BYTES: usize = 1 << CHUNK_BITS;
const CHUNKS_MAX: usize = 1 << (u32::BITS - CHUNK_BITS);

/// Names one behind the other, each with its length in front. They are never removed. A clone shares them.
#[derive(Clone, Debug, Default)]
pub(in crate::log::file) struct Names {
    chunks: Arc<Vec<Arc<Vec<u8>>>>,
}

impl Names {
    /// Takes in a name, and answers with where it stands; `None` when there is no more room.
    pub(in crate::log::file) fn push(&mut self, name: &str) -> Option<u32> {
        let name = name.as_bytes();
        // The length takes three bytes where the name fits into a chunk at all; a longer one gets a chunk of its own.
        let fits = |chunk: &Arc<Vec<u8>>| chunk.len() + 3 + name.len() <= CHUNK_BYTES;
        let chunks = Arc::make_mut(&mut self.chunks);
        if !chunks.last().is_some_and(fits) {
            if chunks.len() == CHUNKS_MAX {
                return None;
            }
            chunks.push(Arc::default());
        }
        let number = chunks.len() - 1;
        let chunk = Arc::make_mut(&mut chunks[number]);
        let start = chunk.len();
        put_bytes(chunk, name);
        u32::try_from(number << CHUNK_BITS | start).ok()
    }

    /// The bytes of the name that stands at `at`.
    pub(in crate::log::file) fn bytes(&self, at: u32) -> &[u8] {
        let (chunk, start) = (at >> CHUNK_BITS, at as usize % CHUNK_BYTES);
        let rest = self.chunks.get(chunk as usize).and_then(|chunk| chunk.get(start..)).unwrap_or_default();
        Cursor::new(rest).bytes().unwrap_or_default()
    }

    /// How many bytes of the room are used up.
    pub(in crate::log::file) fn bytes_used(&self) -> usize {
        self.chunks.len() * CHUNK_BYTES
    }

    /// Bytes of memory that they take.
    #[cfg(test)]
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.capacity() + 64).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_also_long_ones() {
        let mut names = Names::default();
        let all: Vec<String> = (0..20_000_usize)
            .map(|n| format!("s/{n}{}", "x".repeat(if n % 1_000 == 7 { n * 10 } else { n % 5 })))
            .collect();
        let places: Vec<u32> = all.iter().map(|name| names.push(name).expect("there is room")).collect();
        let before = names.clone();
        names.push(&all[3]).expect("there is room");
        for (name, at) in all.iter().zip(places) {
            assert_eq!(names.bytes(at), name.as_bytes());
            assert_eq!(before.bytes(at), name.as_bytes());
        }
    }
}
