//! What outlives a close.

use std::{ops::ControlFlow, sync::mpsc, thread, time::Duration};

use pollster::block_on;

use super::sample::{all, append, at, head, kind, name, numbered, onto, record};
use crate::{
    codec::Codec,
    id::LogId,
    log::{AppendError, Commit, Log, NewRecord, ReadError, ReadLimit, Snapshot, SnapshotKey, StreamAppend},
    schema::Shape,
};

/// After `close` every call answers `Closed`, and who waits is woken with it. Closing twice is no error.
pub fn after_close_everything_answers_closed<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    append(&log, numbered("sample/a", 1));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let waiting = &log;
        scope.spawn(move || sender.send(block_on(waiting.wait_past(1))));
        thread::sleep(Duration::from_millis(5));
        block_on(log.close()).expect("the log closes");
        let woken = receiver.recv_timeout(Duration::from_secs(10)).expect("closing wakes who waits");
        assert!(matches!(woken, Err(ReadError::Closed)), "{woken:?}");
    });
    block_on(log.close()).expect("it is closed already");

    let appended = block_on(log.append(numbered("sample/a", 1)));
    assert!(matches!(appended, Err(AppendError::Closed)), "{appended:?}");
    let stream = || name("sample/a");
    let answers = [
        ("read", block_on(log.read(1, ReadLimit::PAGE)).err()),
        ("read_stream", block_on(log.read_stream(stream(), 1, ReadLimit::PAGE)).err()),
        ("scan", block_on(log.scan(1, &mut |_| ControlFlow::Continue(()))).err()),
        ("scan_stream", block_on(log.scan_stream(stream(), 1, &mut |_| ControlFlow::Continue(()))).err()),
        ("head", block_on(log.head()).err()),
        ("wait_past", block_on(log.wait_past(0)).err()),
        ("streams", block_on(log.streams(None, 1)).err()),
        ("stream", block_on(log.stream(stream())).err()),
        ("find_commit", block_on(log.find_commit(stream(), "key".into())).err()),
        ("kinds", block_on(log.kinds()).err()),
    ];
    for (call, answer) in answers {
        assert!(matches!(answer, Some(ReadError::Closed)), "{call} answers {answer:?}");
    }
}

/// A durable log that is opened again, after a close or a mere drop, holds all that it acknowledged and goes on behind it.
pub fn what_is_acknowledged_outlives_a_restart<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    if !log.capabilities().durable {
        return;
    }
    let id = log.id();
    let keyed = |key: &str, append: StreamAppend| StreamAppend { idempotency_key: Some(key.into()), ..append };
    let other = NewRecord {
        kind: kind("sample.other", 1, Codec::Json, Shape::U8),
        actor: Some("ann".into()),
        transition: Some("A -> B".into()),
        ..record(b"7")
    };
    append(&log, keyed("key-a", onto("sample/a", vec![record(b"1"), other.clone()])));
    append(&log, Commit { streams: vec![onto("sample/b", vec![other.clone()]), onto("sample/a", vec![record(b"2")])] });
    let mut expected = all(&log);
    block_on(log.close()).expect("the log closes");
    drop(log);

    for restart in 0..3_u64 {
        let log = open();
        assert_eq!(log.id(), id);
        assert_eq!(all(&log), expected, "restart {restart}");
        assert_eq!(head(&log), expected.len() as u64);
        let found = block_on(log.find_commit(name("sample/a"), "key-a".into())).expect("the commit is looked for");
        assert_eq!(found.as_deref(), Some(&expected[..2]));
        assert_eq!(block_on(log.kinds()).expect("kinds").len(), 2);
        let a = block_on(log.stream(name("sample/a"))).expect("stream").expect("the stream is there");
        assert_eq!(a.version, 3 + restart);
        let late = StreamAppend { expected: Some(0), ..onto("sample/a", vec![record(b"late")]) };
        let conflict = block_on(log.append(late.into()));
        assert!(matches!(conflict, Err(AppendError::Conflict { .. })), "{conflict:?}");
        let foreign = NewRecord { kind: kind("sample.other", 1, Codec::Json, Shape::I8), ..record(b"7") };
        let conflict = block_on(log.append(onto("sample/a", vec![foreign]).into()));
        assert!(matches!(conflict, Err(AppendError::KindConflict { .. })), "{conflict:?}");
        let next = StreamAppend { expected: Some(3 + restart), ..onto("sample/a", vec![other.clone()]) };
        expected.extend(append(&log, next));
        // Dropped without a close.
    }
}

/// Rule 7 across restarts: a clock that was set back while the log was closed moves no recorded time back.
pub fn recorded_times_never_run_backwards_across_restarts<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    if !log.capabilities().durable {
        return;
    }
    let noted_at = |second| NewRecord { recorded_at: at(second), ..record(b"") };
    append(&log, onto("sample/a", vec![noted_at(10), noted_at(50)]));
    block_on(log.close()).expect("the log closes");
    drop(log);
    let log = open();
    let appended = append(&log, onto("sample/b", vec![noted_at(20), noted_at(60)]));
    let times: Vec<i64> = appended.iter().map(|record| record.meta.recorded_at.as_second()).collect();
    assert_eq!(times, [50, 60]);
}

/// Where there is a place for snapshots, the newest one at a version or before is found, by stream and machine.
pub fn snapshots_are_found<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let Some(snapshots) = log.snapshots() else { return };
    let snapshot = |stream: &str, machine: &str, version: u64| Snapshot {
        key: SnapshotKey {
            log: log.id(),
            stream: name(stream),
            machine: machine.to_owned(),
            state_schema: u128::MAX - 1,
            fingerprint: 7,
            revision: 3,
        },
        version,
        position: version * 10,
        codec: Codec::Postcard,
        state: version.to_le_bytes().to_vec(),
    };
    let kept = [
        snapshot("sample/a", "Sample", 100),
        snapshot("sample/a", "Sample", 300),
        snapshot("sample/a", "Sample", 200),
        snapshot("sample/a", "Other", 250),
        snapshot("sample/ä/../b", "Sample", 1),
    ];
    for snapshot in &kept {
        block_on(snapshots.save(snapshot.clone())).expect("the snapshot is kept");
    }
    let find = |stream: &str, machine: &str, version| {
        block_on(snapshots.find(name(stream), machine.to_owned(), version)).expect("the snapshot is looked for")
    };
    assert_eq!(find("sample/a", "Sample", 299).as_ref(), Some(&kept[2]));
    assert_eq!(find("sample/a", "Sample", 200).as_ref(), Some(&kept[2]));
    assert_eq!(find("sample/a", "Sample", u64::MAX).as_ref(), Some(&kept[1]));
    assert_eq!(find("sample/a", "Sample", 99), None);
    assert_eq!(find("sample/a", "Other", 1_000).as_ref(), Some(&kept[3]));
    assert_eq!(find("sample/ä/../b", "Sample", 1).as_ref(), Some(&kept[4]));
    assert_eq!(find("sample/b", "Sample", 1), None);

    let mut newer = snapshot("sample/a", "Sample", 300);
    newer.state = b"rebuilt".to_vec();
    newer.key = SnapshotKey { log: LogId(1), revision: 4, ..newer.key };
    block_on(snapshots.save(newer.clone())).expect("the snapshot is kept");
    assert_eq!(find("sample/a", "Sample", u64::MAX).as_ref(), Some(&newer), "the later of one version");
    assert_eq!(find("sample/a", "Other", 1_000).as_ref(), Some(&kept[3]), "another machine's stay");
}
