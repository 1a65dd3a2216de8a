//! A batch: the commits that one write and one sync make durable.

use std::{collections::HashMap, sync::Arc};

use crate::{
    id::StreamName,
    limits::{COMMIT_BYTES_MAX, LimitExceeded},
    log::{
        error::AppendError,
        file::{
            body::Body, encode::CommitEncoder, frame::FRAME_HEADER_BYTES, index::Index, reply::Reply, segment::Segment,
            wire::Malformed,
        },
        place::Place,
        record::{Commit, Record},
    },
};

/// What an append answers with.
pub(super) type Answer = Result<Vec<Record>, AppendError>;

/// A commit on its way to the writer, and where its answer goes.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) commit: Commit,
    pub(super) reply: Reply<Answer>,
}

/// Commits that were let in, encoded, and not yet written.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    /// Where each frame in `bytes` ends.
    frame_ends: Vec<usize>,
    /// The versions that streams are going to have.
    versions: HashMap<StreamName, u64>,
    place: Place,
}

impl Batch {
    /// An empty batch, the first record of which gets `place`.
    pub(super) fn new(place: Place) -> Self {
        Self { bytes: Vec::new(), frame_ends: Vec::new(), versions: HashMap::new(), place }
    }

    /// Whether each stream of `commit` has the version that is expected of it.
    pub(super) fn check_versions(&self, commit: &Commit, index: &Index) -> Result<(), AppendError> {
        for append in &commit.streams {
            let Some(expected) = append.expected else { continue };
            let actual = self.version(&append.stream, index);
            if actual != expected {
                return Err(AppendError::Conflict { stream: append.stream.clone(), expected, actual });
            }
        }
        Ok(())
    }

    fn version(&self, stream: &StreamName, index: &Index) -> u64 {
        self.versions.get(stream).copied().unwrap_or_else(|| index.version(stream))
    }

    /// Lets a commit in that was checked: gives its records their places, and encodes them as a frame of `segment`, where
    /// the batch is going to start at `offset`.
    pub(super) fn add(
        &mut self,
        commit: Commit,
        index: &Index,
        segment: &Segment,
        offset: u64,
        encoder: &mut CommitEncoder,
    ) -> Answer {
        let mut place = self.place;
        let mut records = Vec::with_capacity(commit.streams.iter().map(|append| append.records.len()).sum());
        let mut versions = Vec::with_capacity(commit.streams.len());
        for append in commit.streams {
            let mut version = self.version(&append.stream, index);
            for new in append.records {
                version += 1;
                records.push(place.record(new, &append.stream, version, append.idempotency_key.as_ref()));
            }
            versions.push((append.stream, version));
        }
        let (start, added) = (self.bytes.len(), encoder.numbers.added().len());
        self.bytes.extend([0; FRAME_HEADER_BYTES]);
        encoder.encode(&records, &mut self.bytes);
        if segment.sums.seal(&mut self.bytes, start, offset).is_none() {
            let actual = self.bytes.len() - start;
            self.bytes.truncate(start);
            encoder.numbers.forget(added);
            return Err(LimitExceeded { limit: "COMMIT_BYTES_MAX", max: COMMIT_BYTES_MAX, actual }.into());
        }
        self.frame_ends.push(self.bytes.len());
        self.versions.extend(versions);
        self.place = place;
        Ok(records)
    }

    /// Takes the batch into the index, once it is durable.
    pub(super) fn publish(
        &self,
        index: &mut Index,
        segment: &Segment,
        encoder: &mut CommitEncoder,
    ) -> Result<(), Malformed> {
        for entry in encoder.numbers.take_added() {
            index.add_entry(&segment.dictionary, entry)?;
        }
        let mut start = 0;
        for end in &self.frame_ends {
            let frame = &self.bytes[start..*end];
            let body = &frame[FRAME_HEADER_BYTES..];
            let body = Body::parse(body, segment.header.first_position, segment.header.time)?;
            index.add_commit(&segment.dictionary, body, frame.len() as u64)?;
            start = *end;
        }
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
            let texts = [&record.actor, &record.service, &record.traceparent, &record.transition];
            let texts = texts.into_iter().map(length).fold(0, usize::saturating_add);
            let parts = [record.payload.len(), texts, record.causes.len() * ID_BYTES_MAX, EVENT_BYTES_MAX];
            bytes = parts.into_iter().fold(bytes, usize::saturating_add);
        }
    }
    LimitExceeded::check("COMMIT_BYTES_MAX", bytes, COMMIT_BYTES_MAX)
}
