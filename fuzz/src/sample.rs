//! A log to start from, and a look at all that a log says.

use std::{collections::BTreeMap, ops::ControlFlow, path::PathBuf, sync::Arc};

use chronostack::{
    Event, LogicalTime, Schema, Timestamp,
    fingerprint::StateFingerprint,
    id::StreamName,
    interchange::CloudEvent,
    log::{Commit, EventKind, FileLog, Log, NewRecord, ReadLimit, RecordRef, StreamAppend, file::FileLogOptions},
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use crate::{format::FOLDER, memory::MemoryDisk};

/// An event with something of everything.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "sample.noted")]
pub struct Noted {
    tree: Tree,
    tags: BTreeMap<String, Option<i64>>,
    at: Option<Timestamp>,
    bits: (bool, u128, f32, char),
}

/// A type that holds itself.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tree {
    /// An end.
    Leaf,
    /// An end with a text.
    Named(String),
    /// A fork.
    Pair(Box<Tree>, Box<Tree>),
}

/// The event numbered `number`.
pub fn noted(number: u32) -> Noted {
    let leaf = if number.is_multiple_of(2) { Tree::Leaf } else { Tree::Named(format!("n{number}")) };
    Noted {
        tree: (0..number % 4).fold(leaf, |tree, _| Tree::Pair(Box::new(tree), Box::new(Tree::Leaf))),
        tags: (0..number % 3).map(|tag| (format!("t{tag}"), Some(i64::from(tag)))).collect(),
        at: (number % 5 == 1).then(|| Timestamp::from_second(i64::from(number)).expect("a time")),
        bits: (number.is_multiple_of(2), u128::from(number) << 70, 0.5, 'é'),
    }
}

/// How logs are opened here.
pub fn options(disk: &MemoryDisk) -> FileLogOptions {
    FileLog::options().segment_bytes(1_500).disk(Arc::new(disk.clone()))
}

/// A commit that extends two streams.
pub fn commit(number: u32) -> Commit {
    let streams = (0..2).map(|nth| {
        let event = noted(number + nth);
        let mut payload = Vec::new();
        event.encode(&mut payload).expect("it is encoded");
        let time = Timestamp::from_second(1_000 + i64::from(number)).expect("a time");
        let mut record = NewRecord::new(Arc::new(EventKind::from(&Noted::TYPES[0])), payload, time);
        record.actor = (number % 3 == 1).then(|| format!("actor {number}").into());
        record.occurred_at = (number % 4 == 1).then_some(Timestamp::UNIX_EPOCH);
        record.lane = (number % 3 == 2).then(|| "worker 3".into());
        record.logical = (number % 4 == 2).then_some(LogicalTime(time)).and_then(LogicalTime::next);
        record.fingerprint = (number % 5 == 2).then(|| StateFingerprint(u128::from(number) << 100));
        StreamAppend {
            stream: StreamName::new("sample", &((number + nth) % 3).to_string()).expect("a name"),
            expected: None,
            idempotency_key: (nth == 0).then(|| format!("key {number}").into()),
            records: vec![record],
        }
    });
    Commit { streams: streams.collect() }
}

/// A log of a few commits in a few segments, as a process that was killed leaves it, and as one that closed it does.
pub fn logs() -> [BTreeMap<PathBuf, Vec<u8>>; 2] {
    let disk = MemoryDisk::default();
    let log = options(&disk).open(FOLDER).expect("a log is made");
    for number in 0..14 {
        block_on(log.append(commit(number))).expect("it is appended");
    }
    let killed = disk.files();
    drop(log);
    [killed, disk.files()]
}

/// Reads all that a log says, in each way; answers with the events that a scan showed.
pub fn look_at(log: &FileLog) -> u64 {
    let mut seen = 0;
    let mut visit = |record: &RecordRef<'_>| {
        seen += 1;
        let _ = CloudEvent::of_record(&record.to_record());
        ControlFlow::Continue(())
    };
    let _ = block_on(log.scan(1, &mut visit));
    let streams = block_on(log.streams(None, 1_000)).unwrap_or_default();
    for stream in streams {
        let _ = block_on(log.read_stream(stream.stream.clone(), 1, ReadLimit::PAGE));
        let _ = block_on(log.read_stream(stream.stream.clone(), stream.version, ReadLimit::records(1)));
        let _ = block_on(log.scan_stream(stream.stream.clone(), 1, &mut |record| {
            let _ = record.meta();
            ControlFlow::Continue(())
        }));
        let _ = block_on(log.find_commit(stream.stream, "key 4".into()));
    }
    let _ = block_on(log.kinds());
    seen
}
