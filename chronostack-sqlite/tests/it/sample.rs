//! What these tests append, and how they look at what came of it.

use std::{path::PathBuf, sync::Arc};

use chronostack::{
    Timestamp,
    codec::Codec,
    id::StreamName,
    log::{Commit, EventKind, Log, NewRecord, ReadError, ReadLimit, Record, StreamAppend},
    schema::{Shape, TypeSchema},
};
use chronostack_sqlite::SqliteLog;
use pollster::block_on;
use tempfile::TempDir;

/// A folder, and the path of a database in it.
pub(crate) fn home() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.sqlite");
    (folder, path)
}

pub(crate) fn open(path: &PathBuf) -> SqliteLog {
    SqliteLog::open(path).expect("the log opens")
}

pub(crate) fn stream(id: &str) -> StreamName {
    StreamName::new("sample", id).expect("a name")
}

pub(crate) fn record(payload: &[u8]) -> NewRecord {
    let schema = TypeSchema { root: Shape::Bytes, types: Vec::new() };
    let kind = EventKind { name: "sample.noted".to_owned(), version: 1, codec: Codec::Postcard, schema };
    NewRecord::new(Arc::new(kind), payload.to_vec(), Timestamp::from_second(1_000).expect("a time"))
}

/// One event onto the stream `id`.
pub(crate) fn commit(id: &str, payload: &[u8]) -> Commit {
    onto(id, None, payload).into()
}

pub(crate) fn onto(id: &str, expected: Option<u64>, payload: &[u8]) -> StreamAppend {
    StreamAppend { stream: stream(id), expected, idempotency_key: None, records: vec![record(payload)] }
}

pub(crate) fn append(log: &SqliteLog, commit: Commit) -> Vec<Record> {
    block_on(log.append(commit)).expect("the commit is appended")
}

/// Everything in the log.
pub(crate) fn all(log: &SqliteLog) -> Result<Vec<Record>, ReadError> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let page = block_on(log.read(records.len() as u64 + 1, ReadLimit::PAGE))?;
        records.extend(page.records);
        if !page.more {
            return Ok(records);
        }
    }
}
