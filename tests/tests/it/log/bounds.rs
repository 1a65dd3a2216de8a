//! Bounds of a `FileLog`.

use std::sync::Arc;

use chronostack::{
    Timestamp,
    codec::Codec,
    limits::COMMIT_BYTES_MAX,
    log::{AppendError, EventKind, FileLog, Log, NewRecord, StreamAppend},
    schema::{Shape, TypeSchema},
};
use pollster::block_on;

use super::{
    sample::{all, append, kind, open, stream},
    sim_disk::SimDisk,
};

fn refused(log: &FileLog, record: NewRecord) -> AppendError {
    let records = vec![record];
    let commit = StreamAppend { stream: stream("a"), expected: None, idempotency_key: None, records };
    block_on(log.append(commit.into())).expect_err("it passes a bound")
}

#[test]
fn a_commit_that_is_too_large_to_be_one_frame_is_refused() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let record = NewRecord::new(kind("a.b"), vec![0; COMMIT_BYTES_MAX], Timestamp::UNIX_EPOCH);
    match refused(&log, record) {
        AppendError::Limit(limit) => assert_eq!((limit.limit, limit.max), ("COMMIT_BYTES_MAX", COMMIT_BYTES_MAX)),
        other => panic!("{other}"),
    }
    append(&log, 1);
}

/// What could be written, and not read back, would make the log unreadable.
#[test]
fn a_schema_that_could_not_be_read_back_is_refused() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let root = (0..300).fold(Shape::U8, |shape, _| Shape::Option(Box::new(shape)));
    let schema = TypeSchema { root, types: Vec::new() };
    let deep = EventKind { name: "a.deep".to_owned(), version: 1, codec: Codec::Postcard, schema };
    let record = NewRecord::new(Arc::new(deep), Vec::new(), Timestamp::UNIX_EPOCH);
    let error = refused(&log, record);
    assert!(matches!(error, AppendError::InvalidCommit { .. }), "{error}");
    let expected = append(&log, 1);
    // The refused schema does not stand in the way of one that can be.
    let shallow = EventKind { name: "a.deep".to_owned(), ..kind("a.b").as_ref().clone() };
    let records = vec![NewRecord::new(Arc::new(shallow), Vec::new(), Timestamp::UNIX_EPOCH)];
    let commit = StreamAppend { stream: stream("b"), expected: None, idempotency_key: None, records };
    let expected = [expected, block_on(log.append(commit.into())).expect("appended")].concat();
    drop(log);
    assert_eq!(all(&open(&disk).expect("the log opens")).expect("read"), expected);
}
