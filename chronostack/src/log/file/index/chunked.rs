//! A vector that can be shared as it is now while it goes on to grow.

use std::sync::Arc;

const CHUNK: usize = 256;

/// A vector in chunks. A clone shares them: it costs little. It grows without moving what it holds, and by one
/// chunk at a time.
#[derive(Clone, Debug)]
pub(in crate::log::file) struct Chunked<T> {
    chunks: Vec<Arc<[T; CHUNK]>>,
    len: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Copy + Default> Chunked<T> {
    pub(in crate::log::file) fn len(&self) -> usize {
        self.len
    }

    pub(in crate::log::file) fn push(&mut self, item: T) {
        let (chunk, place) = (self.len / CHUNK, self.len % CHUNK);
        if chunk == self.chunks.len() {
            self.chunks.push(Arc::new([T::default(); CHUNK]));
        }
        Arc::make_mut(&mut self.chunks[chunk])[place] = item;
        self.len += 1;
    }

    pub(in crate::log::file) fn get(&self, place: usize) -> Option<T> {
        (place < self.len).then(|| self.chunks[place / CHUNK][place % CHUNK])
    }

    pub(in crate::log::file) fn iter(&self) -> impl Iterator<Item = T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter().copied()).take(self.len)
    }

    /// Bytes of memory that it takes.
    #[cfg(test)]
    pub(in crate::log::file) fn bytes(&self) -> usize {
        self.chunks.capacity() * size_of::<usize>() + self.chunks.len() * (size_of::<[T; CHUNK]>() + 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_stays_as_it_was() {
        let mut items = Chunked::default();
        (0..1_000_usize).for_each(|item| items.push(item));
        let before = items.clone();
        items.push(1_000);
        assert!(before.iter().eq(0..1_000) && items.iter().eq(0..1_001));
        assert_eq!((before.get(300), before.get(1_000), items.get(1_000)), (Some(300), None, Some(1_000)));
        assert_eq!((before.len(), items.len()), (1_000, 1_001));
    }
}
