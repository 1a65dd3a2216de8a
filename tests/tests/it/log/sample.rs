//! What these tests append, and how they look at what came of it.

use std::{path::Path, sync::Arc};

use chronostack::{
    Timestamp,
    codec::Codec,
    fingerprint::StateFingerprint,
    id::StreamName,
    log::{Commit, EventKind, FileLog, Log, NewRecord, ReadLimit, Record, StreamAppend, file::Disk},
    schema::{Shape, TypeSchema},
    time::LogicalTime,
};
use pollster::block_on;

/// Its payloads are 8 bytes, and as many more as they say.
pub(super) fn kind(name: &str) -> Arc<EventKind> {
    let root = Shape::Tuple([vec![Shape::U8; 8], vec![Shape::Bytes]].concat());
    let schema = TypeSchema { root, types: Vec::new() };
    Arc::new(EventKind { name: name.to_owned(), version: 1, codec: Codec::Postcard, schema })
}

pub(super) fn stream(id: &str) -> StreamName {
    StreamName::new("sample", id).expect("a name")
}

/// The commit numbered `number`: it differs from every other, in shape too.
pub(super) fn commit(number: u64) -> Commit {
    let streams = (0..=number % 3).map(|nth| {
        let payload = |event: u64| {
            let length = u8::try_from(number * 37 % 30).expect("small");
            let rest = vec![event.to_le_bytes()[0]; length.into()];
            [&number.to_le_bytes()[..], &[length], &rest].concat()
        };
        let records = (0..=(number + nth) % 2).map(|event| {
            let second = 1_000 + i64::try_from(number).expect("small");
            let at = |second| Timestamp::from_second(second).expect("a time");
            let mut record = NewRecord::new(kind(["a.b", "c.d"][usize::from(event == 1)]), payload(event), at(second));
            record.fingerprint = (number % 5 == 2).then(|| StateFingerprint(u128::from(number) << 100));
            record.actor = (number % 4 == 1).then(|| format!("actor {}", number % 8).into());
            // Ahead of the wall clock for a while, which the log then keeps for the commits behind it.
            record.logical = (number % 7 == 3).then(|| LogicalTime(at(second + 2)));
            record.lane = (number % 3 == 1).then(|| format!("lane {}", number % 2).into());
            record
        });
        StreamAppend {
            stream: stream(&((number + nth) % 4).to_string()),
            expected: None,
            idempotency_key: (nth == 0).then(|| format!("key {number}").into()),
            records: records.collect(),
        }
    });
    Commit { streams: streams.collect() }
}

pub(super) fn append(log: &FileLog, number: u64) -> Vec<Record> {
    block_on(log.append(commit(number))).expect("the commit is appended")
}

/// Opens a log in segments of a few commits.
pub(super) fn open(disk: &(impl Disk + Clone)) -> Result<FileLog, chronostack::log::OpenError> {
    FileLog::options().segment_bytes(400).disk(Arc::new(disk.clone())).open(Path::new("/log"))
}

/// Everything in the log.
pub(super) fn all(log: &impl Log) -> Result<Vec<Record>, chronostack::log::ReadError> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let page = block_on(log.read(records.len() as u64 + 1, ReadLimit::PAGE))?;
        records.extend(page.records);
        if !page.more {
            return Ok(records);
        }
    }
}
