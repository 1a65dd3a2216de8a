//! Commits that arrive together share one write and one sync, and the fate of both.

use std::{
    io::ErrorKind,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use chronostack::{
    Timestamp,
    log::{AppendError, BoxFuture, EventKind, FileLog, Log, NewRecord, Record, StreamAppend},
    schema::Shape,
};
use pollster::block_on;

use super::{
    sample::{all, kind, stream},
    sim_disk::{Fault, SimDisk},
};

type Answer = Result<Vec<Record>, AppendError>;

/// Commits that all take the same number of bytes.
pub(super) fn append(log: &FileLog, number: u8) -> BoxFuture<'_, Answer> {
    append_of(log, kind(if number < 5 { "a.b" } else { "c.d" }), number)
}

fn append_of(log: &FileLog, kind: Arc<EventKind>, number: u8) -> BoxFuture<'_, Answer> {
    let records = vec![NewRecord::new(kind, vec![number; 20], Timestamp::UNIX_EPOCH)];
    log.append(StreamAppend { stream: stream("a"), expected: None, idempotency_key: None, records }.into())
}

/// Sends `numbers` on their way together while the disk is busy with the commit before them, which is number 0, and answers with what
/// becomes of them. `before` is called when all are on their way.
pub(super) fn append_together(log: &FileLog, disk: &SimDisk, numbers: &[u8], before: impl FnOnce()) -> Vec<Answer> {
    let held = disk.hold_syncs();
    let mut first = append(log, 0);
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(first.as_mut().poll(&mut context), Poll::Pending));
    disk.wait_for_sync();
    let mut appends: Vec<_> = numbers.iter().map(|number| append(log, *number)).collect();
    assert!(appends.iter_mut().all(|append| append.as_mut().poll(&mut context).is_pending()));
    before();
    drop(held);
    block_on(first).expect("the first is appended");
    appends.into_iter().map(block_on).collect()
}

pub(super) fn open(disk: &SimDisk) -> FileLog {
    FileLog::options().disk(Arc::new(disk.clone())).open("/log").expect("the log opens")
}

#[test]
fn what_arrives_together_is_made_durable_together() {
    let disk = SimDisk::default();
    let log = open(&disk);
    block_on(append(&log, 0)).expect("the log has a segment");
    let before = disk.operations();
    let numbers: Vec<u8> = (1..=64).collect();
    let answers = append_together(&log, &disk, &numbers, || {});
    for (answer, number) in answers.iter().zip(&numbers) {
        let records = answer.as_ref().expect("appended");
        assert_eq!(records[0].payload[0], *number, "they keep their order");
        assert_eq!(records[0].meta.position, u64::from(*number) + 2);
    }
    // Twice a write, a sync, and the mark for readers: for the first alone, then for all the others.
    assert_eq!(disk.operations() - before, 6);
}

#[test]
fn a_group_that_is_not_written_leaves_nothing() {
    let disk = SimDisk::default();
    let log = open(&disk);
    block_on(append(&log, 0)).expect("the log has a segment");
    // The first one's sync and its mark, then the group's write, half of which is done.
    let fail = || disk.plan(3, Fault::Error(ErrorKind::StorageFull));
    for answer in append_together(&log, &disk, &[1, 2, 3, 4, 5, 6, 7, 8], fail) {
        assert!(matches!(answer, Err(AppendError::Io { .. })), "{answer:?}");
    }
    // It stands where the first of the group did, so what is left of the others would stand right behind it.
    block_on(append_of(&log, kind("a.b"), 9)).expect("there is room again");
    let expected = all(&log).expect("read");
    let payloads: Vec<u8> = expected.iter().map(|record| record.payload[0]).collect();
    assert_eq!(payloads, [0, 0, 9]);
    let again = open(&disk.after_kill());
    assert_eq!(all(&again).expect("read"), expected);
    assert_eq!(again.recovery(), None);
    // Nor is the kind held that only the group brought.
    let mut other = kind("c.d").as_ref().clone();
    other.schema.root = Shape::String;
    block_on(append_of(&log, other.into(), 10)).expect("no schema stands under its name");
}
