//! What is kept of each stream while a whole log is scanned.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    id::StreamName,
    log::{RecordRef, StreamNumber},
};

/// Stands for a stream whose records are passed over.
const PASSED: u32 = u32::MAX - 1;
/// Stands for one that is looked up by its name: it was not met yet, or there are too many.
const UNKNOWN: u32 = u32::MAX;

/// Something for each stream of a kind, or for a share of them, made when the stream is met.
#[derive(Debug)]
pub(crate) struct Streams<T> {
    kind: &'static str,
    share: Share,
    /// Each with the position of the first record that was met.
    names: Vec<(StreamName, u64)>,
    items: Vec<T>,
    by_name: HashMap<StreamName, usize>,
    /// By the numbers that the log uses at `place`.
    by_number: Vec<u32>,
    place: Option<u64>,
    /// That of the record that was asked for last.
    last: Option<usize>,
}

/// One of `of` parts of all streams.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    pub(crate) number: usize,
    pub(crate) of: usize,
}

impl Share {
    fn holds(self, stream: &StreamName) -> bool {
        xxh3_64(stream.as_str().as_bytes()) % self.of as u64 == self.number as u64
    }
}

impl<T: Default> Streams<T> {
    pub(crate) fn new(kind: &'static str, share: Share) -> Self {
        Self {
            kind,
            share,
            names: Vec::new(),
            items: Vec::new(),
            by_name: HashMap::new(),
            by_number: Vec::new(),
            place: None,
            last: None,
        }
    }

    /// What is kept of the record's stream; `None` if the stream is none of those that are wanted.
    #[inline]
    pub(crate) fn of(&mut self, record: &RecordRef<'_>) -> Option<&mut T> {
        let known = match record.stream_number {
            Some(number) if self.place == Some(number.place) => self.by_number.get(number.number as usize),
            _ => None,
        };
        self.last = match known {
            None | Some(&UNKNOWN) => self.meet(record),
            Some(&PASSED) => None,
            Some(item) => Some(*item as usize),
        };
        self.items.get_mut(self.last?)
    }

    /// The stream that was asked for last, if it is one of those that are wanted.
    pub(crate) fn last(&self) -> Option<&StreamName> {
        self.names.get(self.last?).map(|(name, _)| name)
    }

    #[cold]
    fn meet(&mut self, record: &RecordRef<'_>) -> Option<usize> {
        let item = self.named(record);
        if let Some(StreamNumber { place, number }) = record.stream_number {
            if self.place != Some(place) {
                self.place = Some(place);
                self.by_number.clear();
            }
            let number = number as usize;
            if number >= self.by_number.len() {
                self.by_number.resize(number + 1, UNKNOWN);
            }
            self.by_number[number] =
                item.map_or(PASSED, |item| u32::try_from(item).ok().filter(|item| *item < PASSED).unwrap_or(UNKNOWN));
        }
        item
    }

    fn named(&mut self, record: &RecordRef<'_>) -> Option<usize> {
        let name = record.stream_name();
        if let Some(item) = self.by_name.get(&name) {
            return Some(*item);
        }
        if name.kind() != self.kind || !self.share.holds(&name) {
            return None;
        }
        let item = self.items.len();
        self.items.push(T::default());
        self.names.push((name.clone(), record.position));
        self.by_name.insert(name, item);
        Some(item)
    }

    /// What is kept of each stream, with its name and the position of its first record that was met.
    pub(crate) fn into_items(self) -> impl Iterator<Item = ((StreamName, u64), T)> {
        self.names.into_iter().zip(self.items)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc};

    use pollster::block_on;

    use super::*;
    use crate::{
        codec::Codec,
        log::{Commit, EventKind, FileLog, Log, MemoryLog, NewRecord, StreamAppend},
        schema::{Shape, TypeSchema},
        time::Timestamp,
    };

    /// Counts the records of each stream of the kind `a`, in three shares.
    fn counted(log: &impl Log) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for number in 0..3 {
            let mut streams = Streams::<usize>::new("a", Share { number, of: 3 });
            let mut count = |record: &RecordRef<'_>| {
                if let Some(count) = streams.of(record) {
                    *count += 1;
                }
                ControlFlow::Continue(())
            };
            block_on(log.scan(1, &mut count)).expect("the log is scanned");
            for ((name, _), count) in streams.into_items() {
                assert_eq!(counts.insert(name.id().to_owned(), count), None, "{name} is in two shares");
            }
        }
        counts
    }

    #[test]
    fn each_stream_of_the_kind_is_in_one_share_whatever_its_numbers_are() {
        let folder = tempfile::tempdir().expect("a folder");
        // In each segment, the streams have other numbers.
        let file = FileLog::options().segment_bytes(500).open(folder.path().join("log")).expect("the log opens");
        let memory = MemoryLog::new();
        let schema = TypeSchema { root: Shape::Bytes, types: vec![] };
        let kind = Arc::new(EventKind { name: "noted".to_owned(), version: 1, codec: Codec::Postcard, schema });
        let mut expected = BTreeMap::new();
        for number in 0..200_usize {
            let id = (number * number % 17).to_string();
            for kind_of_stream in ["a", "b"] {
                let commit: Commit = StreamAppend {
                    stream: StreamName::new(kind_of_stream, &id).expect("a name"),
                    expected: None,
                    idempotency_key: None,
                    records: vec![NewRecord::new(Arc::clone(&kind), vec![], Timestamp::UNIX_EPOCH)],
                }
                .into();
                block_on(file.append(commit.clone())).expect("appended");
                block_on(memory.append(commit)).expect("appended");
            }
            *expected.entry(id).or_default() += 1;
        }
        assert_eq!(counted(&file), expected);
        assert_eq!(counted(&memory), expected);
    }
}
