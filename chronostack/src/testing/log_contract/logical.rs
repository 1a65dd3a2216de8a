//! Logical time: never against the log's order, never before what was asked for.

use pollster::block_on;

use super::sample::{all, append, at, onto, record};
use crate::{
    log::{Commit, Log, NewRecord, Record},
    time::{LogicalTime, Timestamp},
};

/// A record of the second `recorded_at`, and of no earlier logical time than the second `logical`.
fn timed(recorded_at: i64, logical: Option<i64>) -> NewRecord {
    NewRecord { recorded_at: at(recorded_at), logical: logical.map(|second| LogicalTime(at(second))), ..record(b"") }
}

/// The seconds at which records were recorded, and those of their logical times.
fn seconds(records: &[Record]) -> Vec<(i64, i64)> {
    records.iter().map(|r| (r.meta.recorded_at.as_second(), r.meta.logical.0.as_second())).collect()
}

/// A record's logical time is the latest of its recorded time, of the logical time before it, and of the one that was
/// asked for: inside a commit, from one stream to another, and from one commit to the next.
pub fn logical_times_never_run_backwards<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let mut appended = append(&log, onto("sample/a", vec![timed(10, None), timed(5, None), timed(12, Some(11))]));
    assert_eq!(seconds(&appended), [(10, 10), (10, 10), (12, 12)]);
    appended.extend(append(&log, onto("sample/b", vec![timed(20, Some(50)), timed(30, None), timed(31, Some(49))])));
    assert_eq!(seconds(&appended[3..]), [(20, 50), (30, 50), (31, 50)]);
    let streams = vec![onto("sample/a", vec![timed(40, None)]), onto("sample/c", vec![timed(70, Some(60))])];
    appended.extend(append(&log, Commit { streams }));
    assert_eq!(seconds(&appended[6..]), [(40, 50), (70, 70)]);
    assert_eq!(all(&log), appended);
}

/// An effect is later than its cause by as little as a nanosecond, however far ahead of this log's clock that was.
pub fn logical_times_are_kept_to_the_nanosecond<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let edges =
        ["-009999-01-02T01:59:59.999999999Z", "2026-11-23T12:00:00.000000001Z", "9999-12-30T22:00:00.999999998Z"];
    for cause in edges.map(|time| time.parse::<LogicalTime>().expect("a time")) {
        let later = cause.next().expect("there is a later one");
        let effect = NewRecord { recorded_at: Timestamp::MIN, logical: Some(later), ..record(b"") };
        assert_eq!(append(&log, onto("sample/a", vec![effect]))[0].meta.logical, later);
    }
    let read: Vec<LogicalTime> = all(&log).iter().map(|record| record.meta.logical).collect();
    assert!(read.is_sorted() && read[2].0 == Timestamp::MAX, "{read:?}");
}

/// After a restart a log goes on from the logical time that its last event had, which may be ahead of all recorded times.
pub fn logical_times_never_run_backwards_across_restarts<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    if !log.capabilities().durable {
        return;
    }
    append(&log, onto("sample/a", vec![timed(10, Some(50)), timed(11, None)]));
    block_on(log.close()).expect("the log closes");
    drop(log);
    let log = open();
    let appended = append(&log, onto("sample/b", vec![timed(20, None), timed(30, Some(70))]));
    assert_eq!(seconds(&appended), [(20, 50), (30, 70)]);
    // Without a close.
    drop(log);
    let log = open();
    let appended = append(&log, onto("sample/b", vec![timed(40, None), timed(80, None)]));
    assert_eq!(seconds(&appended), [(40, 70), (80, 80)]);
}
