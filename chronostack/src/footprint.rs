//! What values take in memory.

use std::{
    io::{self, Write},
    mem::size_of,
};

use serde::Serialize;

/// What a value takes in memory, estimated: its own size and that of its encoding. Whatever it points to cannot be seen otherwise.
pub(crate) fn footprint<T: Serialize>(value: &T) -> usize {
    let encoded = postcard::experimental::serialized_size(value).or_else(|_| {
        let mut counter = Counter(0);
        serde_json::to_writer(&mut counter, value).map(|()| counter.0)
    });
    size_of::<T>() + encoded.unwrap_or(0)
}

/// Counts what is written to it.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
