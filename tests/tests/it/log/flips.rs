//! Random bits of a large log that flip.

use std::{ops::ControlFlow, path::PathBuf, sync::Arc};

use chronostack::{
    Timestamp,
    log::{Commit, FileLog, Log, NewRecord, OpenError, ReadError, RecordRef, StreamAppend},
    time::LogicalTime,
};
use pollster::block_on;

use super::{
    damage::{frames, segments},
    sample::{kind, stream},
    sim_disk::SimDisk,
};

const COMMITS: u64 = 1_500;
const EVENTS: u64 = 15;

/// How many bits flip. For each the log is read whole five times, which takes a third of a second.
const ROUNDS: usize = 5;
const ROUNDS_EXTENDED: usize = 100;

/// A log of some megabytes in a dozen segments.
fn large_log() -> (SimDisk, FileLog) {
    let disk = SimDisk::default();
    let options = FileLog::options().segment_bytes(256 << 10).disk(Arc::new(disk.clone()));
    let log = options.open("/log").expect("the log opens");
    let kind = kind("a.b");
    for number in 0..COMMITS {
        let events = (0..EVENTS).map(|event| {
            let payload = [&number.to_le_bytes()[..], &[120], &[event.to_le_bytes()[0]; 120]].concat();
            let mut record = NewRecord::new(Arc::clone(&kind), payload, Timestamp::UNIX_EPOCH);
            record.logical = Some(logical(number));
            record.lane = (number % 3 == 1).then(|| "worker 7".into());
            record
        });
        let stream = stream(&(number % 100).to_string());
        let one = StreamAppend { stream, expected: None, idempotency_key: None, records: events.collect() };
        block_on(log.append(Commit::from(one))).expect("appended");
    }
    (disk, log)
}

/// That of a commit, ahead of when it is recorded but for the first.
fn logical(commit: u64) -> LogicalTime {
    LogicalTime(Timestamp::from_nanosecond(commit.into()).expect("a time"))
}

/// What every record of the log must be.
fn is_right(record: &RecordRef<'_>) -> bool {
    let (commit, event) = ((record.position - 1) / EVENTS, (record.position - 1) % EVENTS);
    let payload = [&commit.to_le_bytes()[..], &[120], &[event.to_le_bytes()[0]; 120]].concat();
    record.payload == payload
        && record.logical() == logical(commit)
        && record.stream() == format!("sample/{}", commit % 100)
}

/// Shows the log from `from` on; answers with the position behind the last record that was shown.
fn scan(log: &FileLog, from: u64) -> (u64, Result<(), ReadError>) {
    let mut next = from;
    let result = block_on(log.scan(from, &mut |record| {
        assert!(record.position == next && is_right(record), "position {} is shown wrongly", record.position);
        next += 1;
        ControlFlow::Continue(())
    }));
    (next, result.map(drop))
}

/// Each is found when the log is opened without an index, when it is read, and by `verify`, with its frame; no record is shown that is not right; what
/// stands before the frame, and in other segments, is.
#[test]
fn random_bits_of_a_large_log_are_found_wherever_they_flip() {
    let rounds = if std::env::var_os("CHRONOSTACK_EXTENDED").is_some() { ROUNDS_EXTENDED } else { ROUNDS };
    let (disk, log) = large_log();
    let paths: Vec<PathBuf> = segments(&disk);
    let firsts: Vec<u64> = paths.iter().map(|path| first_position(path)).collect();
    let bytes: usize = paths.iter().map(|path| disk.contents(path).len()).sum();
    assert!(paths.len() > 8 && bytes > 2 << 20, "{bytes} bytes in {} segments", paths.len());
    let mut random = fastrand::Rng::with_seed(5);
    for round in 0..rounds {
        // Not the last segment: its last frame could be a torn tail.
        let number = random.usize(..paths.len() - 1);
        let (path, bytes) = (&paths[number], disk.contents(&paths[number]));
        let starts = frames(&bytes);
        let bit = random.usize(64 * 8..starts[starts.len() - 1] * 8);
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        disk.set_contents(path, flipped);
        let frame = starts.iter().rposition(|start| *start <= bit / 8).expect("behind the header");
        let (offset, position) = (starts[frame] as u64, firsts[number] + frame as u64 * EVENTS);
        let context = format!("round {round}: bit {bit} of {}", path.display());

        let (shown, result) = scan(&log, 1);
        match result {
            Err(ReadError::Corrupt { path: named, offset: at, position: lost, .. }) => {
                assert_eq!((&named, at, lost, shown), (path, offset, position, position), "{context}");
            }
            other => panic!("{context}: {other:?}"),
        }
        let next = firsts[number + 1];
        let (shown, result) = scan(&log, next);
        assert!(result.is_ok() && shown == COMMITS * EVENTS + 1, "{context}: {result:?}");

        let report = log.verify().expect("the log is read");
        let found: Vec<_> = report.problems.iter().map(|problem| (&problem.path, problem.offset)).collect();
        assert_eq!(found, [(path, offset)], "{context}");
        assert_eq!(report.problems[0].position, Some(position), "{context}");
        match FileLog::options().disk(Arc::new(disk.without_index())).open("/log") {
            Err(OpenError::Corrupt { path: named, offset: at, .. }) => assert_eq!((&named, at), (path, offset)),
            other => panic!("{context}: {other:?}"),
        }
        // All but what stands from there on in its segment can be saved.
        let (mut saved, mut expected) = (0, 1);
        let visit = &mut |record: &RecordRef<'_>| {
            if expected == position {
                expected = next;
            }
            assert!(record.position == expected && is_right(record), "{context}: position {}", record.position);
            (saved, expected) = (saved + 1, expected + 1);
            ControlFlow::Continue(())
        };
        let again = FileLog::options().disk(Arc::new(disk.after_kill())).salvage("/log", visit).expect("it is read");
        assert_eq!((again.problems, saved), (report.problems, COMMITS * EVENTS - (next - position)), "{context}");
        disk.set_contents(path, bytes);
    }
    assert!(log.verify().expect("the log is read").is_sound());
}

fn first_position(path: &std::path::Path) -> u64 {
    let name = path.file_stem().expect("a name").to_string_lossy();
    name.parse().expect("a segment is named by its first position")
}
