//! Lines on their way into a log: what they say, as commits.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
    sync::Arc,
};

use crate::{
    id::StreamName,
    interchange::{cloud_event::CloudEvent, error::LineError},
    log::{Commit, EventKind, NewRecord, Record, StreamAppend},
    meta::Meta,
    schema::{DynamicError, from_json_text},
};

/// Events in one commit at most: each is all or nothing.
const COMMIT_EVENTS_MAX: usize = 1_000;

/// Makes commits of lines: ids, times and versions are kept, and so is the order. A commit names each stream once, so one ends where a
/// stream comes again, or after 1,000 events.
///
/// What the bytes of a payload are, only its type's shape tells. It is taken from the line, which an export gives with the first event of
/// each type, else from the kinds that are known: those of the log that is imported into, or of the code.
#[derive(Debug, Default)]
pub struct Batches {
    kinds: HashMap<(String, u32), Arc<EventKind>>,
    open: Option<Batch>,
    /// The streams of the open one.
    streams: HashSet<StreamName>,
}

/// A commit, and the lines that it was made of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Batch {
    /// The events. Each stream is expected at the version before that of its first line.
    pub commit: Commit,
    /// The first and the last line, from 1.
    pub lines: RangeInclusive<usize>,
    events: usize,
}

/// A line cannot be imported.
#[derive(Debug, thiserror::Error)]
#[error("import line {line}: {source}")]
pub struct BatchError {
    /// The line, from 1.
    pub line: usize,
    /// Why not.
    pub source: BatchCause,
}

/// Why a line cannot be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchCause {
    /// It is no recorded event.
    #[error(transparent)]
    Line(#[from] LineError),
    /// What its payload's bytes are is not known.
    #[error(
        "the shape of `{event}` version {version} is not known: neither the line tells it (`payloadschema`) nor the log nor the code"
    )]
    UnknownKind {
        /// The event type's name.
        event: String,
        /// Its version.
        version: u32,
    },
    /// Its payload does not fit its type's shape.
    #[error("the data of `{event}` version {version} does not fit: {source}")]
    Payload {
        /// The event type's name.
        event: String,
        /// Its version.
        version: u32,
        /// Where and why.
        source: DynamicError,
    },
    /// It is not the version behind the line before it.
    #[error("it is version {found} of {stream}, and version {expected} should stand here")]
    Version {
        /// The stream.
        stream: StreamName,
        /// The version that should.
        expected: u64,
        /// Its version.
        found: u64,
    },
}

impl Batches {
    /// With these kinds known. Of several with one name and version the first counts.
    pub fn new(kinds: impl IntoIterator<Item = Arc<EventKind>>) -> Self {
        let mut batches = Self::default();
        for kind in kinds {
            batches.kinds.entry((kind.name.clone(), kind.version)).or_insert(kind);
        }
        batches
    }

    /// Takes a line in; answers with the commit that it is no part of any more.
    pub fn push(&mut self, line: usize, text: &str) -> Result<Option<Batch>, BatchError> {
        self.take(line, text).map_err(|source| BatchError { line, source })
    }

    /// The last commit.
    pub fn finish(&mut self) -> Option<Batch> {
        self.streams.clear();
        self.open.take()
    }

    fn take(&mut self, line: usize, text: &str) -> Result<Option<Batch>, BatchCause> {
        let event = CloudEvent::parse(text)?;
        let kind = self.kind(&event)?;
        let payload = from_json_text(&kind.schema, kind.codec, event.data.get()).map_err(|source| {
            let (event, version) = (kind.name.clone(), kind.version);
            BatchCause::Payload { event, version, source }
        })?;
        let Meta { ref stream, version, ref idempotency_key, .. } = event.meta;
        let (stream, key) = (stream.clone(), idempotency_key.clone());
        let record = NewRecord::from(Record { meta: event.meta, kind, payload });
        if let Some(open) = &mut self.open
            && let Some(last) = open.commit.streams.last_mut().filter(|last| last.stream == stream)
        {
            let expected = last.expected.unwrap_or(0) + last.records.len() as u64 + 1;
            if version != expected {
                return Err(BatchCause::Version { stream, expected, found: version });
            }
            if last.idempotency_key == key && open.events < COMMIT_EVENTS_MAX {
                last.records.push(record);
                open.events += 1;
                open.lines = *open.lines.start()..=line;
                return Ok(None);
            }
        }
        let append = StreamAppend {
            stream,
            expected: Some(version.saturating_sub(1)),
            idempotency_key: key,
            records: vec![record],
        };
        let full = self.open.as_ref().is_some_and(|open| open.events >= COMMIT_EVENTS_MAX);
        let closed = if full || self.streams.contains(&append.stream) { self.finish() } else { None };
        self.streams.insert(append.stream.clone());
        let open = self.open.get_or_insert_with(|| Batch { commit: Commit::default(), lines: line..=line, events: 0 });
        open.commit.streams.push(append);
        open.events += 1;
        open.lines = *open.lines.start()..=line;
        Ok(closed)
    }

    fn kind(&mut self, event: &CloudEvent) -> Result<Arc<EventKind>, BatchCause> {
        let key = (event.name.clone(), event.version);
        if let Some(kind) = &event.kind {
            // What the log holds under that name and version is its own to compare.
            return Ok(Arc::clone(self.kinds.entry(key).or_insert_with(|| Arc::clone(kind))));
        }
        let (event, version) = (&event.name, event.version);
        let known = self.kinds.get(&key).cloned();
        known.ok_or_else(|| BatchCause::UnknownKind { event: event.clone(), version })
    }
}
