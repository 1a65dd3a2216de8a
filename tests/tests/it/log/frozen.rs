//! Logs as releases wrote them: the bytes of each format are committed, and every later release reads them.
//!
//! `tests/frozen/<format>`, `tests/frozen/<format>-archived` and `tests/frozen/<format>-logical` hold a log, and in `events.jsonl` what is in it; the
//! last one was written when events got logical times and lanes. Nothing rewrites any of them: a change that would, needs another number of the format, for
//! which the first run makes the folders.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chronostack::{
    Event, LogicalTime, Schema, Timestamp,
    fingerprint::StateFingerprint,
    id::{EventId, LogId, StreamName},
    interchange::CloudEvent,
    log::{Commit, EventKind, FileLog, Log, NewRecord, ReadLimit, StreamAppend},
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use super::archive::{scan, snapshot_all};

/// The number of the format that is written today.
const FORMAT: &str = "1";
const COMMITS: u32 = 24;

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "frozen.compact")]
struct Compact {
    flags: (bool, Option<u8>, ()),
    whole: (i8, i16, i32, i64, i128, u128),
    float: [f64; 2],
    text: String,
    nested: Vec<Nested>,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "frozen.json", codec = json)]
struct Readable {
    text: String,
    nested: Nested,
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
enum Nested {
    End,
    Named { name: char },
    Deeper(Box<Nested>),
}

fn compact(number: u32) -> Vec<u8> {
    let sign = if number.is_multiple_of(2) { 1 } else { -1 };
    let event = Compact {
        flags: (number.is_multiple_of(2), u8::try_from(number).ok().filter(|number| number % 3 == 0), ()),
        whole: (sign, sign.into(), sign.into(), i64::MIN + i64::from(number), i128::MAX, u128::from(number) << 100),
        float: [0.1, -1e300],
        text: "ä\n\u{0}\"".repeat(number as usize % 4),
        nested: vec![Nested::End, Nested::Named { name: '€' }, Nested::Deeper(Box::new(Nested::End))],
    };
    encoded(&event)
}

fn encoded(event: &impl Event) -> Vec<u8> {
    let mut payload = Vec::new();
    event.encode(&mut payload).expect("it is encoded");
    payload
}

/// A commit with something of all that a record can have.
fn commit(number: u32) -> Commit {
    let kinds = [Compact::TYPES, Readable::TYPES].map(|types| Arc::new(EventKind::from(&types[0])));
    let has = |every: u32| number % every == every - 1;
    let streams = (0..=number % 3).map(|nth| {
        let records = (0..=(number + nth) % 3).map(|event| {
            let seconds = 1_795_000_000 + i64::from(number * number);
            let time = Timestamp::new(seconds, if has(4) { 123_456_789 } else { 0 }).expect("a time");
            let mut record = if has(5) {
                let nested = Nested::Named { name: 'j' };
                NewRecord::new(kinds[1].clone(), encoded(&Readable { text: "{}".to_owned(), nested }), time)
            } else {
                NewRecord::new(kinds[0].clone(), compact(number), time)
            };
            let other = EventId { log: LogId(7 << 64 | 9), position: 12 + u64::from(number) };
            record.id = has(11).then_some(EventId { position: other.position + u64::from(nth * 3 + event), ..other });
            record.correlation = has(7).then_some(other);
            record.causes = if has(7) { vec![other, EventId { log: LogId(1), position: 3 }] } else { Vec::new() };
            record.occurred_at = has(6).then(|| Timestamp::from_second(seconds - 86_400).expect("a time"));
            record.actor = has(2).then(|| format!("actor {}", number % 6).into());
            record.service = (!has(9)).then(|| "frozen".into());
            record.transition = has(3).then(|| "Open -> Open".into());
            record.traceparent = has(8).then(|| "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into());
            record.fingerprint = has(4).then(|| StateFingerprint(u128::MAX / u128::from(number + 1)));
            record
        });
        StreamAppend {
            stream: StreamName::new("frozen", &(number + nth).to_string().repeat(1 + nth as usize)).expect("a name"),
            expected: None,
            idempotency_key: has(5).then(|| format!("key {number}").into()),
            records: records.collect(),
        }
    });
    Commit { streams: streams.collect() }
}

/// The same, with what the format's first number got later on.
fn later_commit(number: u32) -> Commit {
    let mut commit = commit(number);
    let records = commit.streams.iter_mut().flat_map(|append| &mut append.records);
    for (nth, record) in (number..).zip(records) {
        let ahead = Duration::from_nanos(u64::from(nth) * 1_000_000_007);
        let logical = record.recorded_at.checked_add(ahead).expect("a time");
        record.logical = (nth % 3 == 0).then_some(LogicalTime(logical));
        record.lane = (nth % 4 == 1).then(|| format!("lane {}", nth % 6).into());
    }
    commit
}

/// The events from position `from` on.
fn lines(log: &FileLog, from: u64) -> String {
    let records = scan(log, from).expect("the log is read");
    records.iter().map(|record| CloudEvent::of_record(record).expect("it is exported").to_line() + "\n").collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("a file");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("it is copied");
    }
}

/// Makes the folder of a format that has none yet: the first half in compressed segments or archived, and without the caches, which may
/// change in any release.
fn freeze(folder: &Path, archived: bool, commit: fn(u32) -> Commit) {
    let made = tempfile::tempdir().expect("a folder");
    let path = made.path().join("events.chrono");
    let log = FileLog::options().segment_bytes(3_000).open(&path).expect("a log");
    let mut from = 1;
    for number in 0..COMMITS {
        block_on(log.append(commit(number))).expect("the commit is appended");
        if number == COMMITS / 2 && archived {
            snapshot_all(&log);
            from = log.retire(u64::MAX).expect("the segments are retired").first_kept;
        } else if number == COMMITS / 2 {
            log.compress_sealed().expect("the segments are compressed");
        }
    }
    let lines = lines(&log, from);
    block_on(log.close()).expect("the log is closed");
    let kept = folder.join("events.chrono");
    fs::create_dir_all(&kept).expect("a folder");
    for entry in fs::read_dir(&path).expect("a folder") {
        let name = entry.expect("a file").file_name();
        let text = name.to_string_lossy();
        if text.contains(".segment") || ["chronostack.json", "base"].contains(&&*text) {
            fs::copy(path.join(&name), kept.join(&name)).expect("it is copied");
        }
    }
    fs::write(folder.join("events.jsonl"), lines).expect("it is written");
}

#[test]
fn logs_of_all_formats_are_read_and_go_on() {
    let frozen = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/frozen"));
    let logs =
        [("", false, commit as fn(u32) -> Commit), ("-archived", true, commit), ("-logical", false, later_commit)];
    for (suffix, archived, commit) in logs {
        let today = frozen.join(format!("{FORMAT}{suffix}"));
        if !today.exists() {
            assert!(std::env::var_os("CI").is_none(), "today's format is not committed: {}", today.display());
            freeze(&today, archived, commit);
        }
    }
    for entry in fs::read_dir(&frozen).expect("the folder of formats") {
        let format = entry.expect("a format").path();
        let expected = fs::read_to_string(format.join("events.jsonl")).expect("what is in the log");
        let first = expected.lines().next().and_then(|line| CloudEvent::parse(line).ok()).expect("an event");
        let from = first.meta.position;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("events.chrono");
        copy(&format.join("events.chrono"), &path);

        let report = FileLog::options().verify(&path).expect("the log is checked");
        assert!(report.is_sound(), "{}: {report:?}", format.display());
        let log = FileLog::options().read_only(true).open(&path).expect("the log opens to be read");
        assert_eq!(lines(&log, from), expected, "{}", format.display());
        drop(log);

        let log = FileLog::open(&path).expect("the log opens");
        assert_eq!(lines(&log, from), expected, "{}", format.display());
        let (head, more) = (block_on(log.head()).expect("its end"), later_commit(3));
        let appended = block_on(log.append(more)).expect("the log goes on");
        assert_eq!(appended[0].meta.position, head + 1);
        let page = block_on(log.read(head + 1, ReadLimit::PAGE)).expect("it is read");
        assert_eq!(page.records, appended);
    }
}
