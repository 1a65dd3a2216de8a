//! What many do at the same time.

use std::{collections::BTreeSet, future::poll_fn, sync::mpsc, task::Poll, thread, time::Duration};

use pollster::block_on;

use super::sample::{all, append, name, numbered, onto, record};
use crate::log::{AppendError, BoxFuture, Log, ReadLimit, Record, StreamAppend};

/// All of `futures` at once, in the order given.
pub(super) async fn together<T>(mut futures: Vec<BoxFuture<'_, T>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// Who waits past a position is woken by the append that reaches it, and does not wait when it is reached already.
pub fn waiting_ends_with_an_append<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    append(&log, numbered("sample/a", 2));
    assert_eq!(block_on(log.wait_past(0)).expect("wait"), 2);
    assert_eq!(block_on(log.wait_past(1)).expect("wait"), 2);
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let log = &log;
        scope.spawn(move || sender.send(block_on(log.wait_past(3))));
        let early = receiver.recv_timeout(Duration::from_millis(20));
        assert!(early.is_err(), "nothing was appended, and the wait ended with {early:?}");
        append(log, numbered("sample/a", 1));
        let early = receiver.recv_timeout(Duration::from_millis(20));
        assert!(early.is_err(), "the head is 3, and the wait past it ended with {early:?}");
        append(log, numbered("sample/b", 2));
        let woken = receiver.recv_timeout(Duration::from_secs(10)).expect("the append wakes who waits");
        assert_eq!(woken.expect("wait"), 5);
    });
}

/// Appends of many threads: no gap, none twice, each stream in its own thread's order, each readable once acknowledged.
pub fn appends_of_many_threads_leave_no_gap<L: Log>(open: &impl Fn() -> L) {
    const THREADS: u64 = 8;
    const COMMITS: u64 = 25;
    let log = open();
    thread::scope(|scope| {
        for writer in 0..THREADS {
            let log = &log;
            scope.spawn(move || {
                let stream = format!("sample/{writer}");
                for commit in 0..COMMITS {
                    let records = vec![record(&[0]), record(&[1])];
                    let append_one = StreamAppend { expected: Some(2 * commit), ..onto(&stream, records) };
                    let appended = append(log, append_one);
                    let position = appended[0].meta.position;
                    assert_eq!(appended[1].meta.position, position + 1, "another commit stands inside");
                    let read = block_on(log.read(position, ReadLimit::records(2))).expect("the log is read");
                    assert_eq!(read.records, appended, "what was acknowledged is read");
                }
            });
        }
    });
    let whole = all(&log);
    assert_eq!(whole.len() as u64, THREADS * COMMITS * 2);
    for (index, record) in whole.iter().enumerate() {
        assert_eq!(record.meta.position, index as u64 + 1);
    }
    for writer in 0..THREADS {
        let of_stream = |record: &&Record| record.meta.stream == name(&format!("sample/{writer}"));
        let versions: Vec<u64> = whole.iter().filter(of_stream).map(|record| record.meta.version).collect();
        assert_eq!(versions, (1..=COMMITS * 2).collect::<Vec<_>>());
    }
}

/// Of many writers that expect one version of one stream, one wins; the others learn what it has become.
pub fn one_of_many_writers_wins<L: Log>(open: &impl Fn() -> L) {
    const WRITERS: u8 = 8;
    let log = open();
    for version in 0..5_u64 {
        let commit = |writer| StreamAppend { expected: Some(version), ..onto("sample/a", vec![record(&[writer])]) };
        let appends: Vec<_> = (0..WRITERS).map(|writer| log.append(commit(writer).into())).collect();
        let mut winners = BTreeSet::new();
        for (writer, answer) in block_on(together(appends)).into_iter().enumerate() {
            match answer {
                Ok(records) => {
                    assert_eq!(records[0].meta.version, version + 1);
                    winners.insert(writer);
                }
                Err(AppendError::Conflict { expected, actual, .. }) => {
                    assert_eq!((expected, actual), (version, version + 1));
                }
                Err(other) => panic!("a conflict is refused as {other:?}"),
            }
        }
        assert_eq!(winners.len(), 1, "at version {version} these won: {winners:?}");
    }
    assert_eq!(all(&log).len(), 5);
}
