//! Rules 1, 4 and 8 for handlers that read `meta`, and for writers that keep coming first; rule 16 for several that close.

use std::{
    future::{Future, poll_fn},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    task::{self, Poll, Waker},
};

use chronostack::{
    id::{LogId, StreamName},
    log::{
        AppendError, BoxFuture, Capabilities, Commit, EventKind, Log, MemoryLog, Page, ReadError, ReadLimit, Record,
        StreamSummary,
    },
    prelude::*,
    stack::CommitFailure,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use crate::domain::{Account, Deposited};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Signed {
    patience: i64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Letter {
    #[default]
    Blank,
    ByName {
        at: Option<Timestamp>,
    },
    Anonymous,
}

#[reducer(enum LetterEvent)]
impl Letter {
    #[transition(Blank | ByName { .. } | Anonymous => ByName | Anonymous)]
    fn sign(&self, event: &Signed, meta: &Meta) -> Self {
        if let Letter::ByName { at: Some(at) } = self {
            assert!(meta.recorded_at >= *at, "time ran backwards");
        }
        assert!(event.patience >= 0 || meta.causes.is_empty(), "out of patience");
        match meta.actor {
            Some(_) => Letter::ByName { at: Some(meta.recorded_at) },
            None => Letter::Anonymous,
        }
    }
}

#[test]
fn rule_01_a_handler_sees_before_the_append_what_is_going_to_be_recorded() {
    block_on(async {
        let stack = ChronoStack::builder().log(MemoryLog::new()).service("post").build().unwrap();
        let letters = stack.machine::<Letter>();
        let signed = letters.dispatch("1", Signed { patience: 1 }).actor("ann").await.unwrap();
        assert!(matches!(signed.state, Letter::ByName { .. }));
        assert_eq!(signed.events[0].meta.transition.as_deref(), Some("Blank -> ByName"));
        let both = letters
            .decide("1", |_| Ok::<_, String>(vec![Signed { patience: 1 }.into(), Signed { patience: 2 }.into()]))
            .await
            .unwrap();
        let transitions: Vec<_> = both.events.iter().map(|event| event.meta.transition.as_deref()).collect();
        assert_eq!(transitions, [Some("ByName -> Anonymous"), Some("Anonymous -> Anonymous")]);
        assert_eq!(letters.load("1").await.unwrap().state, both.state);
    });
}

#[test]
fn rule_08_a_panic_that_hangs_on_meta_records_nothing_either() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let letters = stack.machine::<Letter>();
        let first = letters.dispatch("1", Signed { patience: -1 }).await.unwrap();
        let error = letters.dispatch("1", Signed { patience: -1 }).caused_by(&first).await.unwrap_err();
        assert!(error.to_string().contains("handler `sign` panicked on `signed`"), "{error}");
        assert_eq!(letters.load("1").await.unwrap().version, 1);
    });
}

#[test]
fn rule_07_a_handler_never_sees_time_run_backwards() {
    block_on(async {
        let seconds = Arc::new(AtomicI64::new(1_000));
        let now = seconds.clone();
        let clock = move || Timestamp::from_second(now.load(Ordering::Relaxed)).unwrap();
        let stack = ChronoStack::builder().log(MemoryLog::new()).clock(clock).build().unwrap();
        let letters = stack.machine::<Letter>();
        letters.dispatch("1", Signed { patience: 1 }).actor("ann").await.unwrap();
        seconds.store(500, Ordering::Relaxed);
        letters.dispatch("1", Signed { patience: 1 }).actor("ann").await.unwrap();
    });
}

/// A log in which another writer comes first, the first so many times.
struct Contested {
    log: MemoryLog,
    contests: usize,
    appends: Arc<AtomicUsize>,
    /// Whether the other writer is the same request, sent twice.
    twin: bool,
}

impl Log for Contested {
    fn append(&self, commit: Commit) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        let contested = self.appends.fetch_add(1, Ordering::Relaxed) < self.contests;
        Box::pin(async move {
            if contested {
                let mut other = commit.clone();
                if !self.twin {
                    other.streams[0].idempotency_key = None;
                }
                self.log.append(other).await?;
            }
            self.log.append(commit).await
        })
    }

    fn id(&self) -> LogId {
        self.log.id()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::SHARED
    }

    fn read(&self, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        self.log.read(from, limit)
    }

    fn read_stream(&self, stream: StreamName, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        self.log.read_stream(stream, from, limit)
    }

    fn head(&self) -> BoxFuture<'_, Result<u64, ReadError>> {
        self.log.head()
    }

    fn wait_past(&self, position: u64) -> BoxFuture<'_, Result<u64, ReadError>> {
        self.log.wait_past(position)
    }

    fn streams(&self, after: Option<StreamName>, limit: usize) -> BoxFuture<'_, Result<Vec<StreamSummary>, ReadError>> {
        self.log.streams(after, limit)
    }

    fn stream(&self, stream: StreamName) -> BoxFuture<'_, Result<Option<StreamSummary>, ReadError>> {
        self.log.stream(stream)
    }

    fn find_commit(&self, stream: StreamName, key: Arc<str>) -> BoxFuture<'_, Result<Option<Vec<Record>>, ReadError>> {
        self.log.find_commit(stream, key)
    }

    fn kinds(&self) -> BoxFuture<'_, Result<Vec<Arc<EventKind>>, ReadError>> {
        self.log.kinds()
    }

    fn close(&self) -> BoxFuture<'_, Result<(), AppendError>> {
        let mut waited = false;
        Box::pin(async move {
            // As for a disk.
            poll_fn(|cx| {
                cx.waker().wake_by_ref();
                if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            self.log.close().await
        })
    }
}

fn contested(contests: usize, twin: bool) -> (ChronoStack, Arc<AtomicUsize>) {
    let appends = Arc::new(AtomicUsize::new(0));
    let log = Contested { log: MemoryLog::new(), contests, appends: appends.clone(), twin };
    (ChronoStack::builder().log(log).build().unwrap(), appends)
}

#[test]
fn rule_01_a_conflict_is_tried_again_a_bounded_number_of_times() {
    block_on(async {
        let deposit = Deposited { cents: 1 };
        let (stack, appends) = contested(3, false);
        let committed = stack.machine::<Account>().dispatch("1", deposit.clone()).await.unwrap();
        assert_eq!((committed.version, committed.state.balance, appends.load(Ordering::Relaxed)), (4, 4, 4));

        let (stack, appends) = contested(usize::MAX, false);
        let error = stack.machine::<Account>().dispatch("1", deposit.clone()).await.unwrap_err();
        assert!(matches!(error, DispatchError::Conflict { expected: 16, actual: 17, .. }), "{error}");
        assert_eq!(appends.load(Ordering::Relaxed), 1 + 16, "the first try and conflict_retries_max more");

        let (stack, appends) = contested(usize::MAX, false);
        let error = stack.machine::<Account>().dispatch("1", deposit).expect_version(0).await.unwrap_err();
        assert!(matches!(error, DispatchError::Conflict { expected: 0, actual: 1, .. }), "{error}");
        assert_eq!(appends.load(Ordering::Relaxed), 1, "an expected version is not tried again");
    });
}

#[test]
fn rule_04_of_one_request_sent_twice_the_loser_gets_the_first_answer() {
    block_on(async {
        let (stack, _) = contested(1, true);
        let accounts = stack.machine::<Account>();
        let twice =
            accounts.dispatch("1", Deposited { cents: 1 }).idempotency_key("k").expect_version(0).await.unwrap();
        assert!(twice.duplicate);
        assert_eq!((twice.version, twice.state.balance), (1, 1));
    });
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Placed {
    positions: Vec<u64>,
}

#[reducer(enum PlacedEvent)]
impl Placed {
    fn sign(&mut self, event: &Signed, meta: &Meta) {
        assert!(event.patience < 0 || meta.position < 3, "too late");
        self.positions.push(meta.position);
    }
}

#[test]
fn rule_08_what_hangs_on_the_position_is_told_when_it_was_recorded_all_the_same() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let (placed, letters) = (stack.machine::<Placed>(), stack.machine::<Letter>());
        let first = placed.dispatch("1", Signed { patience: 1 }).await.unwrap();
        assert_eq!(first.state.positions, [1]);
        letters.dispatch("1", Signed { patience: 1 }).await.unwrap();
        // Position 2 was to be expected, and it is 3: the trial could not know.
        let error = placed.dispatch("1", Signed { patience: 1 }).await.unwrap_err();
        assert!(
            matches!(&error, DispatchError::Failed { source: CommitFailure::RecordedUnfoldable { source, .. }, .. }
                if source.position == 3),
            "{error}"
        );
    });
}

#[test]
fn rule_16_who_closes_while_another_does_waits_with_it() {
    let (stack, _) = contested(0, false);
    let mut cx = task::Context::from_waker(Waker::noop());
    let [mut first, mut second, mut third] = [(); 3].map(|()| Box::pin(stack.close()));
    assert!(first.as_mut().poll(&mut cx).is_pending());
    assert!(second.as_mut().poll(&mut cx).is_pending(), "the log is not closed yet");
    assert!(third.as_mut().poll(&mut cx).is_pending());
    // Who stops waiting leaves it to the next.
    drop(first);
    block_on(second).unwrap();
    assert!(stack.log().is_none());
    block_on(third).unwrap();
}
