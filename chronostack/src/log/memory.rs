//! A log in memory, for tests.

use std::{
    collections::{BTreeMap, HashMap, hash_map::RandomState},
    fmt,
    hash::BuildHasher,
    ops::{Bound, Range},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use event_listener::Event;

use crate::{
    id::{LogId, StreamName},
    log::{
        error::{AppendError, ReadError},
        future::BoxFuture,
        kinds::SharedKinds,
        page::fill_page,
        place::Place,
        record::{Commit, EventKind, Record, StreamAppend},
        record_ref::Visit,
        snapshot::{MemorySnapshots, SnapshotStore},
        store::{Capabilities, Log, Page, ReadLimit, StreamSummary},
    },
    meta::Meta,
};

/// Records of a stream that are looked up at once.
const PLACES_AT_ONCE: usize = 1_024;

/// A log in memory: for tests, and for what need not outlive its process.
pub struct MemoryLog {
    id: LogId,
    contents: RwLock<Contents>,
    changed: Event,
    snapshots: Arc<MemorySnapshots>,
}

#[derive(Debug, Default)]
struct Contents {
    /// Read without the lock, as far as it reached when that was held.
    records: Arc<boxcar::Vec<Record>>,
    streams: BTreeMap<StreamName, Stream>,
    kinds: SharedKinds,
    closed: bool,
}

#[derive(Debug, Default)]
struct Stream {
    /// For each version, from 1, where its record stands in [`Contents::records`].
    records: Vec<usize>,
    /// For each idempotency key the versions of its commit, as a range of `records`.
    commits: HashMap<Arc<str>, Range<usize>>,
}

impl MemoryLog {
    /// An empty log with an identity of its own.
    pub fn new() -> Self {
        // Two hashes under random keys of the standard library: random enough for what ends with the process, and
        // unlike the operating system's randomness it cannot fail.
        let random = || u128::from(RandomState::new().hash_one(()));
        Self::with_id(LogId(random() << 64 | random()))
    }

    /// An empty log with the identity `id`, for tests whose event ids must be the same in every run.
    pub fn with_id(id: LogId) -> Self {
        Self { id, contents: RwLock::default(), changed: Event::new(), snapshots: Arc::default() }
    }

    fn read_contents(&self) -> Result<RwLockReadGuard<'_, Contents>, ReadError> {
        let contents = self.contents.read().unwrap_or_else(PoisonError::into_inner);
        if contents.closed { Err(ReadError::Closed) } else { Ok(contents) }
    }

    fn write_contents(&self) -> RwLockWriteGuard<'_, Contents> {
        self.contents.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn visit(&self, from: u64, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        let (records, head) = {
            let contents = self.read_contents()?;
            (Arc::clone(&contents.records), contents.records.count())
        };
        let mut wanted = (before(from)..head).filter_map(|place| records.get(place));
        let _ = wanted.try_for_each(|record| visit(&record.into()));
        Ok(())
    }

    fn visit_stream(&self, stream: &StreamName, from: u64, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        let (mut from, mut last) = (before(from), usize::MAX);
        loop {
            let (records, places) = {
                let contents = self.read_contents()?;
                let places = contents.streams.get(stream).map_or(&[][..], |stream| &stream.records);
                last = last.min(places.len());
                let wanted = places.get(from..last.min(from.saturating_add(PLACES_AT_ONCE))).unwrap_or_default();
                (Arc::clone(&contents.records), wanted.to_vec())
            };
            from += places.len();
            let mut wanted = places.iter().filter_map(|place| records.get(*place));
            if places.is_empty() || wanted.try_for_each(|record| visit(&record.into())).is_break() {
                return Ok(());
            }
        }
    }

    fn append_now(&self, commit: Commit) -> Result<Vec<Record>, AppendError> {
        commit.check_shape()?;
        let records = self.write_contents().append(self.id, commit)?;
        self.changed.notify(usize::MAX);
        Ok(records)
    }
}

impl fmt::Debug for MemoryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = self.contents.read().unwrap_or_else(PoisonError::into_inner).head();
        f.debug_struct("MemoryLog").field("id", &self.id).field("head", &head).finish_non_exhaustive()
    }
}

impl Default for MemoryLog {
    fn default() -> Self {
        Self::new()
    }
}

impl Contents {
    fn append(&mut self, log: LogId, mut commit: Commit) -> Result<Vec<Record>, AppendError> {
        if self.closed {
            return Err(AppendError::Closed);
        }
        for append in &commit.streams {
            self.check_version(append)?;
        }
        if let Some(grown) = self.kinds.share(&mut commit)? {
            self.kinds.replace(grown);
        }
        let last = self.last().map(|record| (record.meta.recorded_at, record.meta.logical));
        let (recorded_last, logical_last) = last.unzip();
        let mut place = Place { log, position: self.head() + 1, recorded_last, logical_last };
        let start = self.records.count();
        for append in commit.streams {
            self.append_stream(&mut place, append);
        }
        Ok(self.all(start..self.records.count()).cloned().collect())
    }

    /// The records at these places.
    fn all(&self, places: impl IntoIterator<Item = usize>) -> impl Iterator<Item = &Record> {
        places.into_iter().filter_map(|place| self.records.get(place))
    }

    fn last(&self) -> Option<&Record> {
        self.records.get(self.records.count().checked_sub(1)?)
    }

    fn version(&self, stream: &StreamName) -> u64 {
        self.streams.get(stream).map_or(0, Stream::version)
    }

    fn check_version(&self, append: &StreamAppend) -> Result<(), AppendError> {
        let actual = self.version(&append.stream);
        match append.expected {
            Some(expected) if expected != actual => {
                Err(AppendError::Conflict { stream: append.stream.clone(), expected, actual })
            }
            _ => Ok(()),
        }
    }

    fn append_stream(&mut self, place: &mut Place, append: StreamAppend) {
        let stream = self.streams.entry(append.stream.clone()).or_default();
        let first = stream.records.len();
        for new in append.records {
            let record = place.record(new, &append.stream, stream.version() + 1, append.idempotency_key.as_ref());
            stream.records.push(self.records.push(record));
        }
        if let Some(key) = append.idempotency_key {
            stream.commits.insert(key, first..stream.records.len());
        }
    }

    fn head(&self) -> u64 {
        self.records.count() as u64
    }

    fn summary(&self, (name, stream): (&StreamName, &Stream)) -> StreamSummary {
        let last = stream.records.last().and_then(|place| self.records.get(*place));
        let position = last.map_or(0, |record| record.meta.position);
        StreamSummary { stream: name.clone(), version: stream.version(), position }
    }
}

impl Stream {
    fn version(&self) -> u64 {
        self.records.len() as u64
    }
}

impl Log for MemoryLog {
    fn id(&self) -> LogId {
        self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::VOLATILE
    }

    fn append(&self, commit: Commit) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        Box::pin(async { self.append_now(commit) })
    }

    fn read(&self, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        Box::pin(async move {
            let is_last = |meta: &Meta| self.read_contents().is_ok_and(|contents| contents.head() == meta.position);
            fill_page(limit, is_last, |visit| self.visit(from, visit))
        })
    }

    fn read_stream(&self, stream: StreamName, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        Box::pin(async move {
            let is_last =
                |meta: &Meta| self.read_contents().is_ok_and(|contents| contents.version(&stream) == meta.version);
            fill_page(limit, is_last, |visit| self.visit_stream(&stream, from, visit))
        })
    }

    fn scan<'a>(&'a self, from: u64, visit: &'a mut Visit<'_>) -> BoxFuture<'a, Result<(), ReadError>> {
        Box::pin(async move { self.visit(from, visit) })
    }

    fn scan_stream<'a>(
        &'a self,
        stream: StreamName,
        from: u64,
        visit: &'a mut Visit<'_>,
    ) -> BoxFuture<'a, Result<(), ReadError>> {
        Box::pin(async move { self.visit_stream(&stream, from, visit) })
    }

    fn head(&self) -> BoxFuture<'_, Result<u64, ReadError>> {
        Box::pin(async { Ok(self.read_contents()?.head()) })
    }

    fn wait_past(&self, position: u64) -> BoxFuture<'_, Result<u64, ReadError>> {
        Box::pin(async move {
            loop {
                // Listening before looking: what comes between the two is heard.
                let changed = self.changed.listen();
                let head = self.read_contents()?.head();
                if head > position {
                    return Ok(head);
                }
                changed.await;
            }
        })
    }

    fn streams(&self, after: Option<StreamName>, limit: usize) -> BoxFuture<'_, Result<Vec<StreamSummary>, ReadError>> {
        Box::pin(async move {
            let contents = self.read_contents()?;
            let start = after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
            let streams = contents.streams.range((start, Bound::Unbounded));
            Ok(streams.take(limit).map(|stream| contents.summary(stream)).collect())
        })
    }

    fn stream(&self, stream: StreamName) -> BoxFuture<'_, Result<Option<StreamSummary>, ReadError>> {
        Box::pin(async move {
            let contents = self.read_contents()?;
            Ok(contents.streams.get_key_value(&stream).map(|stream| contents.summary(stream)))
        })
    }

    fn find_commit(&self, stream: StreamName, key: Arc<str>) -> BoxFuture<'_, Result<Option<Vec<Record>>, ReadError>> {
        Box::pin(async move {
            let contents = self.read_contents()?;
            let Some(stream) = contents.streams.get(&stream) else { return Ok(None) };
            let Some(commit) = stream.commits.get(&key) else { return Ok(None) };
            Ok(Some(contents.all(stream.records[commit.clone()].iter().copied()).cloned().collect()))
        })
    }

    fn kinds(&self) -> BoxFuture<'_, Result<Vec<Arc<EventKind>>, ReadError>> {
        Box::pin(async { Ok(self.read_contents()?.kinds.held().iter().cloned().collect()) })
    }

    fn snapshots(&self) -> Option<Arc<dyn SnapshotStore>> {
        Some(Arc::clone(&self.snapshots) as Arc<dyn SnapshotStore>)
    }

    fn close(&self) -> BoxFuture<'_, Result<(), AppendError>> {
        Box::pin(async {
            self.write_contents().closed = true;
            self.changed.notify(usize::MAX);
            Ok(())
        })
    }
}

/// How many records stand before the one numbered `from`, which counts from 1.
fn before(from: u64) -> usize {
    usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX)
}
