//! A batch: the commits that one write and one sync make durable.

use std::{sync::Arc, time::Instant};

use hashbrown::HashTable;

use crate::{
    id::StreamName,
    limits::{COMMIT_BYTES_MAX, LimitExceeded},
    log::{
        error::AppendError,
        file::{
            encode::{CommitEncoder, NewSection},
            frame::FRAME_HEADER_BYTES,
            index::{Index, Written},
            reply::Reply,
            segment::Segment,
            wire::Malformed,
        },
        place::Place,
        record::{Commit, Record},
        times::AppendTimes,
    },
    time::LogicalTime,
};

/// What an append answers with.
pub(super) type Answer = Result<Vec<Record>, AppendError>;

/// A commit on its way to the writer, and where its answer goes.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) commit: Commit,
    pub(super) timed: Option<Timed>,
    pub(super) reply: Reply<Answer>,
}

/// When a commit was asked for, and where to tell how long it took.
#[derive(Debug)]
pub(super) struct Timed {
    pub(super) since: Instant,
    pub(super) times: AppendTimes,
}

/// Commits that were let in, encoded, and not yet written.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    frames: Vec<NewFrame>,
    sections: Vec<BatchSection>,
    /// The streams that its commits name, as they are going to be.
    streams: Vec<BatchStream>,
    /// Places in `streams`, by name.
    table: HashTable<usize>,
    place: Place,
}

/// A stream as it is going to be.
#[derive(Debug)]
struct BatchStream {
    name: StreamName,
    hash: u64,
    /// `None` where the index does not hold it.
    ordinal: Option<u32>,
    /// Its number in the segment, where a commit of the batch told it.
    number: Option<u32>,
    version: u64,
}

#[derive(Debug)]
struct NewFrame {
    /// Where it ends in the batch.
    end: usize,
    /// How many sections stand before its end.
    sections: usize,
    /// The position of its first event.
    position: u64,
}

#[derive(Debug)]
struct BatchSection {
    number: u32,
    first_version: u64,
    first_position: u64,
    events: u64,
    key: Option<Arc<str>>,
    /// Where it starts in the batch.
    offset: usize,
}

impl Batch {
    /// An empty batch, the first record of which gets `place`.
    pub(super) fn new(place: Place) -> Self {
        Self {
            bytes: Vec::new(),
            frames: Vec::new(),
            sections: Vec::new(),
            streams: Vec::new(),
            table: HashTable::new(),
            place,
        }
    }

    /// Whether each stream of `commit` has the version that is expected of it, and can be named. Answers with where they are held.
    pub(super) fn check_streams(&mut self, commit: &Commit, index: &Index) -> Result<Vec<usize>, AppendError> {
        let mut held = Vec::with_capacity(commit.streams.len());
        for append in &commit.streams {
            let number = self.stream(&append.stream, index);
            let BatchStream { version: actual, ordinal, .. } = self.streams[number];
            if let Some(expected) = append.expected
                && actual != expected
            {
                return Err(AppendError::Conflict { stream: append.stream.clone(), expected, actual });
            }
            if ordinal.is_none() {
                index.streams.check_room()?;
            }
            held.push(number);
        }
        Ok(held)
    }

    /// Where `stream` is held.
    fn stream(&mut self, stream: &StreamName, index: &Index) -> usize {
        let Self { streams, table, .. } = self;
        let hash = index.streams.hash(stream.as_str());
        if let Some(number) = table.find(hash, |number| streams[*number].name == *stream) {
            return *number;
        }
        let ordinal = index.streams.find(stream.as_str(), hash);
        let version = ordinal.and_then(|ordinal| index.streams.get(ordinal)).map_or(0, |entry| entry.version);
        let number = streams.len();
        streams.push(BatchStream { name: stream.clone(), hash, ordinal, number: None, version });
        table.insert_unique(hash, number, |number| streams[*number].hash);
        number
    }

    /// Lets a commit in that was checked, the streams of which are `held` here: gives its records their places, and encodes them as
    /// a frame of `segment`, where the batch is going to start at `offset`.
    pub(super) fn add(
        &mut self,
        commit: Commit,
        held: &[usize],
        index: &Index,
        segment: &Segment,
        offset: u64,
        encoder: &mut CommitEncoder,
    ) -> Answer {
        let mut place = self.place;
        let mut records = Vec::with_capacity(commit.streams.iter().map(|append| append.records.len()).sum());
        let mut sections = Vec::with_capacity(held.len());
        let mut keys = Vec::with_capacity(held.len());
        for (append, held) in commit.streams.into_iter().zip(held) {
            let stream = &self.streams[*held];
            let number = stream.number.or_else(|| index.number(stream.ordinal?));
            sections.push(NewSection { number, events: append.records.len(), offset: 0 });
            for (new, version) in append.records.into_iter().zip(stream.version + 1..) {
                records.push(place.record(new, &append.stream, version, append.idempotency_key.as_ref()));
            }
            keys.push(append.idempotency_key);
        }
        let (start, added) = (self.bytes.len(), encoder.numbers.added().len());
        self.bytes.extend([0; FRAME_HEADER_BYTES]);
        encoder.encode(&records, &mut sections, &mut self.bytes);
        if segment.sums.seal(&mut self.bytes, start, offset).is_none() {
            let actual = self.bytes.len() - start;
            self.bytes.truncate(start);
            encoder.numbers.forget(added);
            return Err(LimitExceeded { limit: "COMMIT_BYTES_MAX", max: COMMIT_BYTES_MAX, actual }.into());
        }
        let position = self.place.position;
        let mut first_position = position;
        for ((section, key), held) in sections.into_iter().zip(keys).zip(held) {
            let (stream, events) = (&mut self.streams[*held], section.events as u64);
            stream.number = section.number;
            self.sections.push(BatchSection {
                number: section.number.unwrap_or(u32::MAX),
                first_version: stream.version + 1,
                first_position,
                events,
                key,
                offset: start + FRAME_HEADER_BYTES + section.offset,
            });
            stream.version += events;
            first_position += events;
        }
        self.frames.push(NewFrame { end: self.bytes.len(), sections: self.sections.len(), position });
        self.place = place;
        Ok(records)
    }

    /// The logical time of its last record, or of the one before it.
    pub(super) fn logical_last(&self) -> Option<LogicalTime> {
        self.place.logical_last
    }

    /// Takes the batch into the index, once it is durable. It started at `offset`.
    pub(super) fn publish(&self, index: &mut Index, offset: u64, encoder: &mut CommitEncoder) -> Result<(), Malformed> {
        for word in encoder.numbers.take_added() {
            index.add_word(word)?;
        }
        let (mut start, mut first) = (0, 0);
        for (number, frame) in self.frames.iter().enumerate() {
            let bytes = (frame.end - start) as u64;
            index.start_frame(frame.position, bytes)?;
            for section in &self.sections[first..frame.sections] {
                index.add_section(&Written {
                    number: section.number,
                    first_version: section.first_version,
                    first_position: section.first_position,
                    events: section.events,
                    key: section.key.as_deref(),
                    offset: offset + section.offset as u64,
                })?;
            }
            let next = self.frames.get(number + 1).map_or(self.place.position, |next| next.position);
            index.end_frame(next - 1, bytes);
            (start, first) = (frame.end, frame.sections);
        }
        index.recorded_last = index.recorded_last.max(self.place.recorded_last);
        Ok(())
    }
}

/// Whether a commit is small enough to be one frame, by what its parts take at the most.
pub(super) fn check_size(commit: &Commit) -> Result<(), LimitExceeded> {
    const EVENT_BYTES_MAX: usize = 128;
    const ID_BYTES_MAX: usize = 48;
    let length = |text: &Option<Arc<str>>| text.as_ref().map_or(0, |text| text.len());
    let mut bytes = 0_usize;
    for append in &commit.streams {
        bytes = bytes.saturating_add(append.stream.as_str().len() + length(&append.idempotency_key) + EVENT_BYTES_MAX);
        for record in &append.records {
            let texts = [&record.actor, &record.service, &record.lane, &record.traceparent, &record.transition];
            let texts = texts.into_iter().map(length).fold(0, usize::saturating_add);
            let parts = [record.payload.len(), texts, record.causes.len() * ID_BYTES_MAX, EVENT_BYTES_MAX];
            bytes = parts.into_iter().fold(bytes, usize::saturating_add);
        }
    }
    LimitExceeded::check("COMMIT_BYTES_MAX", bytes, COMMIT_BYTES_MAX)
}
