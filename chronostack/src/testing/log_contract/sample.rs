//! What the suite appends.

use std::sync::Arc;

use pollster::block_on;

use crate::{
    codec::Codec,
    id::StreamName,
    log::{Commit, EventKind, Log, NewRecord, ReadLimit, Record, StreamAppend},
    schema::{Shape, TypeSchema},
    time::Timestamp,
};

/// A kind whose payload is `shape`.
pub(super) fn kind(name: &str, version: u32, codec: Codec, shape: Shape) -> Arc<EventKind> {
    Arc::new(EventKind { name: name.to_owned(), version, codec, schema: TypeSchema { root: shape, types: Vec::new() } })
}

/// The kind of [`record`].
pub(super) fn noted() -> Arc<EventKind> {
    kind("sample.noted", 1, Codec::Postcard, Shape::Bytes)
}

/// The time `second` seconds into the epoch.
pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a second that a timestamp can hold")
}

pub(super) fn name(text: &str) -> StreamName {
    text.parse().expect("a stream's name")
}

/// A record with only what every event has.
pub(super) fn record(payload: &[u8]) -> NewRecord {
    NewRecord::new(noted(), payload.to_vec(), at(1_000))
}

/// What `records` add to `stream`, at any version, without a key.
pub(super) fn onto(stream: &str, records: Vec<NewRecord>) -> StreamAppend {
    StreamAppend { stream: name(stream), expected: None, idempotency_key: None, records }
}

/// A commit of `count` records, the payload of each its number from 0.
pub(super) fn numbered(stream: &str, count: u32) -> Commit {
    onto(stream, (0..count).map(|number| record(&number.to_le_bytes())).collect()).into()
}

pub(super) fn append(log: &impl Log, commit: impl Into<Commit>) -> Vec<Record> {
    block_on(log.append(commit.into())).expect("the commit is appended")
}

/// Everything in the log, page by page.
pub(super) fn all(log: &impl Log) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let page = block_on(log.read(records.len() as u64 + 1, ReadLimit::PAGE)).expect("the log is read");
        records.extend(page.records);
        if !page.more {
            return records;
        }
    }
}

pub(super) fn head(log: &impl Log) -> u64 {
    block_on(log.head()).expect("the log tells its head")
}
