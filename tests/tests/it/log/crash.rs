//! The disk stops or fails at every one of its operations in turn; what was acknowledged is there afterwards.

use std::{future::poll_fn, io::ErrorKind, sync::Arc, task::Poll};

use chronostack::log::{AppendError, BoxFuture, FileLog, Log, OpenError, Record};
use pollster::block_on;

use super::{
    index::check_index,
    sample::{all, append, commit},
    sim_disk::{Fault, SimDisk},
};

const COMMITS: u64 = 14;

/// Segments of a few commits, with room for few zeros behind them; and one with room for all commits, in which zeros reach far.
const SEGMENTS: [u64; 2] = [400, 6_000];

pub(super) fn open(disk: &SimDisk, segment_bytes: u64) -> Result<FileLog, OpenError> {
    FileLog::options().segment_bytes(segment_bytes).disk(Arc::new(disk.clone())).open("/log")
}

/// What a run was told.
#[derive(Default)]
pub(super) struct Told {
    /// The records that were acknowledged, in order.
    pub(super) acknowledged: Vec<Record>,
    /// Commits that failed: each may be there as a whole, or not at all.
    pub(super) failed: Vec<u64>,
}

/// Appends commits one by one, with a restart between, until nothing goes any more.
fn run(disk: &SimDisk, segment_bytes: u64) -> Told {
    let mut told = Told::default();
    for half in [0..COMMITS / 2, COMMITS / 2..COMMITS] {
        let Ok(log) = open(disk, segment_bytes) else { break };
        for number in half {
            match block_on(log.append(commit(number))) {
                Ok(records) => told.acknowledged.extend(records),
                Err(AppendError::Io { .. } | AppendError::Poisoned { .. }) => told.failed.push(number),
                Err(other) => panic!("commit {number}: {other}"),
            }
        }
    }
    told
}

/// Checks a log that was opened after `told` against it, and answers with what it holds.
pub(super) fn check(log: &FileLog, told: &Told, context: &str) -> Vec<Record> {
    let read = all(log).unwrap_or_else(|error| panic!("{context}: {error}"));
    told.check(&read, context);
    let report = log.verify().unwrap_or_else(|error| panic!("{context}: {error}"));
    assert!(report.is_sound() && report.tail.is_none(), "{context}: {report:?}");
    check_index(log, &read, context);
    read
}

impl Told {
    /// Checks what is there, from the first position on: all that was acknowledged, and of the rest each commit whole or not at all.
    pub(super) fn check(&self, read: &[Record], context: &str) {
        for (index, record) in read.iter().enumerate() {
            assert_eq!(record.meta.position, index as u64 + 1, "{context}: a gap");
        }
        // Payloads start with the number of their commit.
        let number = |record: &Record| u64::from_le_bytes(record.payload[..8].try_into().expect("8 bytes"));
        let mut acknowledged = self.acknowledged.iter().peekable();
        for run in read.chunk_by(|one, next| number(one) == number(next)) {
            if acknowledged.peek().is_some_and(|record| number(record) == number(&run[0])) {
                let expected: Vec<Record> = acknowledged.by_ref().take(run.len()).cloned().collect();
                assert_eq!(run, expected, "{context}: what was acknowledged is not what is there");
            } else {
                let number = number(&run[0]);
                assert!(self.failed.contains(&number), "{context}: commit {number} was never made");
                let whole: usize = commit(number).streams.iter().map(|append| append.records.len()).sum();
                assert_eq!(run.len(), whole, "{context}: commit {number} is there in part");
            }
        }
        assert_eq!(acknowledged.next(), None, "{context}: an acknowledged record is lost");
    }
}

/// Opens what a fault left, checks it, appends, and checks again after another loss of power.
fn reopen(disk: &SimDisk, segment_bytes: u64, told: &Told, random: &mut fastrand::Rng, context: &str) {
    let log = open(disk, segment_bytes).unwrap_or_else(|error| panic!("{context}: {error}"));
    let mut seen = Told { acknowledged: check(&log, told, context), failed: Vec::new() };
    seen.acknowledged.extend(append(&log, 100));
    drop(log);
    let lost = disk.after_power_loss(random);
    let log = open(&lost, segment_bytes).unwrap_or_else(|error| panic!("{context}, and again: {error}"));
    check(&log, &seen, &format!("{context}, and again"));
}

fn operations(segment_bytes: u64) -> u64 {
    let disk = SimDisk::default();
    let told = run(&disk, segment_bytes);
    assert!(told.failed.is_empty());
    disk.operations()
}

#[test]
fn a_crash_at_every_operation_loses_nothing_acknowledged() {
    for segment_bytes in SEGMENTS {
        for operation in 1..=operations(segment_bytes) {
            let disk = SimDisk::default();
            disk.plan(operation, Fault::Crash);
            let told = run(&disk, segment_bytes);
            assert!(disk.has_failed(), "operation {operation} is never reached");
            let mut random = fastrand::Rng::with_seed(operation);
            let context = format!("killed at operation {operation}, segments of {segment_bytes}");
            reopen(&disk.after_kill(), segment_bytes, &told, &mut random, &context);
            for loss in 0..8 {
                let context = format!("power lost at operation {operation}, segments of {segment_bytes}, loss {loss}");
                reopen(&disk.after_power_loss(&mut random), segment_bytes, &told, &mut random, &context);
            }
        }
    }
}

#[test]
fn an_error_at_every_operation_loses_nothing_acknowledged() {
    for (segment_bytes, kind) in
        [(400, ErrorKind::StorageFull), (400, ErrorKind::Other), (6_000, ErrorKind::StorageFull)]
    {
        for operation in 1..=operations(segment_bytes) {
            let disk = SimDisk::default();
            disk.plan(operation, Fault::Error(kind));
            let told = run(&disk, segment_bytes);
            assert!(disk.has_failed(), "operation {operation} is never reached");
            let mut random = fastrand::Rng::with_seed(operation);
            let context = format!("{kind:?} at operation {operation}, segments of {segment_bytes}");
            reopen(&disk.after_kill(), segment_bytes, &told, &mut random, &context);
            let lost = disk.after_power_loss(&mut random);
            reopen(&lost, segment_bytes, &told, &mut random, &format!("{context}, power lost"));
        }
    }
}

/// Many commits in flight share batches; a batch that is torn loses its torn frames and those behind, and no other.
#[test]
fn a_crash_in_a_batch_of_many_loses_nothing_acknowledged() {
    for seed in 0..200 {
        let segment_bytes = SEGMENTS[usize::from(seed % 2 == 0)];
        let mut random = fastrand::Rng::with_seed(seed);
        let disk = SimDisk::default();
        let log = open(&disk, segment_bytes).expect("the log opens");
        let mut told = Told { acknowledged: append(&log, 0), failed: Vec::new() };
        disk.plan(random.u64(1..12), Fault::Crash);
        let appends = (1..40).map(|number| (number, log.append(commit(number)))).collect();
        for (number, answer) in block_on(together(appends)) {
            match answer {
                Ok(records) => told.acknowledged.extend(records),
                Err(_) => told.failed.push(number),
            }
        }
        drop(log);
        told.acknowledged.sort_by_key(|record| record.meta.position);
        for loss in 0..4 {
            let context = format!("seed {seed}, loss {loss}");
            reopen(&disk.after_power_loss(&mut random), segment_bytes, &told, &mut random, &context);
        }
    }
}

pub(super) type Append<'a> = BoxFuture<'a, Result<Vec<Record>, AppendError>>;

/// All of `appends` at once; the first poll sends each on its way.
pub(super) async fn together(mut appends: Vec<(u64, Append<'_>)>) -> Vec<(u64, Result<Vec<Record>, AppendError>)> {
    let mut answers = Vec::new();
    poll_fn(|context| {
        appends.retain_mut(|(number, append)| match append.as_mut().poll(context) {
            Poll::Ready(answer) => {
                answers.push((*number, answer));
                false
            }
            Poll::Pending => true,
        });
        if appends.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    answers
}

#[test]
fn a_full_disk_is_an_error_and_appends_go_on_once_there_is_room() {
    let disk = SimDisk::default();
    let log = open(&disk, 400).expect("the log opens");
    let mut expected = append(&log, 0);
    // The next operation is the write of the next batch.
    disk.plan(1, Fault::Error(ErrorKind::StorageFull));
    let full = block_on(log.append(commit(1)));
    assert!(
        matches!(&full, Err(AppendError::Io { source, .. }) if source.kind() == ErrorKind::StorageFull),
        "{full:?}"
    );
    assert_eq!(all(&log).expect("reads go on"), expected);
    expected.extend(append(&log, 2));
    assert_eq!(all(&log).expect("reads go on"), expected);
    drop(log);
    assert_eq!(all(&open(&disk, 400).expect("the log opens")).expect("read"), expected);
}

#[test]
fn a_failed_sync_poisons_the_log_until_it_is_opened_again() {
    let disk = SimDisk::default();
    let log = open(&disk, 400).expect("the log opens");
    let mut expected = append(&log, 0);
    // The write goes well, the sync does not.
    disk.plan(2, Fault::Error(ErrorKind::Other));
    for number in 1..3 {
        let refused = block_on(log.append(commit(number)));
        assert!(matches!(refused, Err(AppendError::Poisoned { .. })), "{refused:?}");
    }
    assert_eq!(all(&log).expect("reads go on"), expected, "what was not durable is not shown");
    assert!(matches!(open(&disk, 400), Err(OpenError::Locked { .. })), "it still holds the lock");
    drop(log);
    let log = open(&disk, 400).expect("the log opens again");
    let read = all(&log).expect("read");
    assert_eq!(read[..expected.len()], expected);
    expected = read;
    expected.extend(append(&log, 3));
    drop(log);
    // Also what the failed sync had left in memory is durable now, for it was shown.
    let after = disk.after_power_loss(&mut fastrand::Rng::with_seed(1));
    assert_eq!(all(&open(&after, 400).expect("the log opens")).expect("read"), expected);
}
