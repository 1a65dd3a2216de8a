//! The orders in which the threads of a log may run, explored: built with `--cfg chronostack_shuttle`, all that they meet at is
//! shuttle's, which runs one at a time and chooses who is next. It also finds whoever waits for ever.
//!
//! What the queue and the listeners of other crates do is one step each here.

#![cfg(chronostack_shuttle)]

#[path = "it/log/index_files.rs"]
mod index_files;
#[allow(dead_code, reason = "other tests use the rest of it")]
#[path = "it/log/sim_disk.rs"]
mod sim_disk;
#[path = "it/log/weather.rs"]
mod weather;

use std::{
    io::ErrorKind,
    sync::Arc,
    task::{Context, Waker},
};

use chronostack::{
    Timestamp,
    codec::Codec,
    id::StreamName,
    log::{AppendError, EventKind, FileLog, Log, NewRecord, ReadError, ReadLimit, Record, StreamAppend},
    schema::{Shape, TypeSchema},
};
use shuttle::{future::block_on, scheduler::PctScheduler, thread};

use sim_disk::{Fault, SimDisk};

type Answer = Result<Vec<Record>, AppendError>;

/// Explores `test`: in orders at random, and in such as switch rarely, which finds what needs a few switches at the right places.
fn explore(test: impl Fn() + Send + Sync + 'static) {
    let test = Arc::new(test);
    let (random, rare) = (Arc::clone(&test), test);
    shuttle::check_random(move || random(), 3_000);
    shuttle::Runner::new(PctScheduler::new(3, 3_000), shuttle::Config::default()).run(move || rare());
}

fn open(disk: &SimDisk) -> Arc<FileLog> {
    let options = FileLog::options().segment_bytes(200).disk(Arc::new(disk.clone()));
    Arc::new(options.open("/log").expect("the log opens"))
}

fn one(number: u8) -> StreamAppend {
    let schema = TypeSchema { root: Shape::U8, types: Vec::new() };
    let kind = Arc::new(EventKind { name: "a.b".to_owned(), version: 1, codec: Codec::Postcard, schema });
    let stream = StreamName::new("sample", &(number % 2).to_string()).expect("a name");
    let records = vec![NewRecord::new(kind, vec![number], Timestamp::UNIX_EPOCH)];
    StreamAppend { stream, expected: None, idempotency_key: None, records }
}

fn appending(log: &Arc<FileLog>, number: u8) -> thread::JoinHandle<Answer> {
    let log = Arc::clone(log);
    thread::spawn(move || block_on(log.append(one(number).into())))
}

fn all(log: &FileLog) -> Result<Vec<Record>, ReadError> {
    Ok(block_on(log.read(1, ReadLimit::PAGE))?.records)
}

/// All that was acknowledged is there, and nothing that was not appended.
fn check(disk: &SimDisk, answers: &[Answer]) {
    let records = all(&open(&disk.after_kill())).expect("read");
    for (index, record) in records.iter().enumerate() {
        assert_eq!(record.meta.position, index as u64 + 1);
    }
    for acknowledged in answers.iter().flatten().flatten() {
        assert!(records.contains(acknowledged), "{acknowledged:?} is not among {records:?}");
    }
    assert!(records.len() <= answers.len());
}

#[test]
fn appends_readers_and_a_close_at_the_same_time() {
    explore(|| {
        let disk = SimDisk::default();
        let log = open(&disk);
        let appends: Vec<_> = (0..3).map(|number| appending(&log, number)).collect();
        let waiting = {
            let log = Arc::clone(&log);
            thread::spawn(move || block_on(log.wait_past(1)))
        };
        let reading = {
            let log = Arc::clone(&log);
            thread::spawn(move || {
                let mut seen = Vec::new();
                while let Ok(records) = all(&log) {
                    assert!(records.starts_with(&seen), "what was seen stays");
                    if records.len() == seen.len() && !seen.is_empty() {
                        return;
                    }
                    seen = records;
                    thread::yield_now();
                }
            })
        };
        let closing = {
            let log = Arc::clone(&log);
            thread::spawn(move || block_on(log.close()))
        };
        let answers: Vec<Answer> = appends.into_iter().map(|append| append.join().expect("no panic")).collect();
        for answer in &answers {
            assert!(matches!(answer, Ok(_) | Err(AppendError::Closed)), "{answer:?}");
        }
        match waiting.join().expect("no panic") {
            Ok(head) => assert!(head > 1),
            Err(error) => assert!(matches!(error, ReadError::Closed), "{error}"),
        }
        closing.join().expect("no panic").expect("it closes");
        reading.join().expect("no panic");
        check(&disk, &answers);
    });
}

#[test]
fn a_failure_is_told_to_all_whom_it_concerns() {
    for operation in 1..8 {
        for kind in [ErrorKind::StorageFull, ErrorKind::Other] {
            explore(move || {
                let disk = SimDisk::default();
                let log = open(&disk);
                block_on(log.append(one(0).into())).expect("appended");
                disk.plan(operation, Fault::Error(kind));
                let appends: Vec<_> = (1..4).map(|number| appending(&log, number)).collect();
                let mut answers: Vec<Answer> =
                    appends.into_iter().map(|append| append.join().expect("no panic")).collect();
                let shown = all(&log).expect("reads go on");
                for answer in &answers {
                    match answer {
                        Ok(records) => assert!(records.iter().all(|record| shown.contains(record))),
                        Err(AppendError::Io { .. } | AppendError::Poisoned { .. }) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
                assert_eq!(shown.len(), 1 + answers.iter().flatten().count(), "what failed is not shown");
                let poisoned = answers.iter().any(|answer| matches!(answer, Err(AppendError::Poisoned { .. })));
                let last = block_on(log.append(one(4).into()));
                assert_eq!(matches!(last, Err(AppendError::Poisoned { .. })), poisoned, "{last:?} after {answers:?}");
                answers.push(last);
                answers.push(Ok(shown[..1].to_vec()));
                check(&disk, &answers);
            });
        }
    }
}

/// Each is woken, whoever else has gone away.
#[test]
fn futures_that_are_dropped_leave_nobody_waiting() {
    explore(|| {
        let disk = SimDisk::default();
        let log = open(&disk);
        let appends: Vec<_> = (0..2).map(|number| appending(&log, number)).collect();
        let leaving = {
            let log = Arc::clone(&log);
            thread::spawn(move || {
                for number in 2..4 {
                    let mut append = log.append(one(number).into());
                    let _ = append.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    thread::yield_now();
                }
            })
        };
        let mut answers: Vec<Answer> = appends.into_iter().map(|append| append.join().expect("no panic")).collect();
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        leaving.join().expect("no panic");
        drop(log);
        answers.extend([Err(AppendError::Closed), Err(AppendError::Closed)]);
        check(&disk, &answers);
    });
}
