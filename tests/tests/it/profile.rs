//! Where the time of commits goes.

use std::{
    sync::{Arc, Mutex},
    thread::sleep,
    time::Duration,
};

use chronostack::{Profiling, log::MemoryLog, prelude::*, profile::Profile};
use pollster::block_on;
use serde::{Deserialize, Serialize};
use tracing::{
    Id, Metadata, Subscriber,
    span::{Attributes, Record},
    subscriber::with_default,
};

use crate::domain::{Account, Cancelled, Deposited, Opened, Order, Placed};

fn placed() -> Placed {
    Placed { customer: "ann".to_owned(), total_cents: 900 }
}

fn place_and_cancel(stack: &ChronoStack) -> Profile {
    let orders = stack.machine::<Order>();
    block_on(async {
        for number in 0..20 {
            let id = format!("order-{number}");
            orders.dispatch(&id, placed()).await.unwrap();
            if number % 2 == 0 {
                orders.dispatch(&id, Cancelled { reason: "changed her mind".to_owned() }).await.unwrap();
            }
            orders.dispatch(&id, placed()).await.unwrap_err();
        }
    });
    stack.profile()
}

#[test]
fn each_transition_has_its_stages() {
    let folder = tempfile::tempdir().unwrap();
    let stack =
        ChronoStack::builder().path(folder.path().join("orders")).profiling(Profiling::every(1)).build().unwrap();
    let profile = place_and_cancel(&stack);

    let seen: Vec<_> = profile.transitions.iter().map(|row| (&*row.machine, &*row.transition, row.events)).collect();
    assert_eq!(seen, [("Order", "Draft -> Open", 20), ("Order", "Open -> Void", 10)]);
    for row in &profile.transitions {
        for stage in [&row.guards, &row.reduce, &row.encode, &row.queue, &row.sync] {
            assert_eq!(stage.count, row.events, "{row:?}");
            assert_eq!(stage.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), stage.count);
            assert!(stage.p50_ns <= stage.p99_ns && stage.p99_ns <= stage.max_ns, "{stage:?}");
        }
        assert!(row.sync.p50_ns > row.encode.p50_ns, "a disk is slower than an encoder: {row:?}");
    }
    let table = profile.to_string();
    let header: Vec<_> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(header, ["machine", "transition", "events", "guards", "reduce", "encode", "queue", "sync"]);
    let ends: Vec<_> = table.lines().map(|line| line.chars().count()).collect();
    assert!(ends.iter().all(|end| *end == ends[0]), "the columns stand below each other:\n{table}");
}

#[test]
fn a_profile_is_read_back_from_its_json() {
    let profile = place_and_cancel(&ChronoStack::in_memory());
    let json = profile.to_json();
    assert!(
        json.starts_with(
            r#"{"transitions":[{"machine":"Order","transition":"Draft -> Open","events":20,"guards":{"count":20,"#
        ),
        "{json}"
    );
    assert_eq!(Profile::from_json(&json).unwrap(), profile);
    assert!(Profile::from_json("{}").unwrap_err().to_string().contains("missing field `transitions`"));
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Patient {
    sum: u64,
}

#[reducer(enum PatientEvent)]
impl Patient {
    fn deposited(&mut self, event: &Deposited) {
        self.sum += event.cents;
    }

    #[guard]
    fn asks_somebody_slow(&self, _event: &Deposited) -> Result<(), &'static str> {
        sleep(SLOW);
        Ok(())
    }
}

const SLOW: Duration = Duration::from_millis(20);

/// The stage that takes the time is the one that is said to.
#[test]
fn a_slow_guard_is_found() {
    let stack = ChronoStack::in_memory();
    block_on(stack.machine::<Patient>().dispatch("a", Deposited { cents: 1 })).unwrap();
    let profile = stack.profile();
    let [row] = profile.transitions.as_slice() else { panic!("{profile}") };
    assert!(u128::from(row.guards.max_ns) >= SLOW.as_nanos(), "{row:?}");
    assert!(row.reduce.max_ns < row.guards.max_ns && row.encode.max_ns < row.guards.max_ns, "{row:?}");
    assert_eq!((row.queue.count, row.sync.count), (0, 0), "a log in memory neither queues nor syncs");
}

#[test]
fn all_events_are_counted_and_some_are_timed() {
    let stack = ChronoStack::builder().log(MemoryLog::new()).profiling(Profiling::every(4)).build().unwrap();
    let accounts = stack.machine::<Account>();
    block_on(async {
        accounts.dispatch("a", Opened { owner: "ann".to_owned() }).await.unwrap();
        for cents in 1..=99 {
            accounts.dispatch("a", Deposited { cents }).await.unwrap();
        }
    });
    let counts: Vec<_> = stack.profile().transitions.iter().map(|row| (row.events, row.reduce.count)).collect();
    assert_eq!(counts, [(99, 24), (1, 1)]);

    let silent = ChronoStack::builder().log(MemoryLog::new()).profiling(Profiling::never()).build().unwrap();
    block_on(silent.machine::<Account>().dispatch("a", Opened { owner: "ann".to_owned() })).unwrap();
    assert_eq!(
        silent.profile().transitions.iter().map(|row| (row.events, row.guards.count)).collect::<Vec<_>>(),
        [(1, 0)]
    );
}

/// The names of spans, in the order in which they began, each with how many it stands in.
#[derive(Default)]
struct Spans(Mutex<State>);

#[derive(Default)]
struct State {
    begun: Vec<(usize, &'static str)>,
    depth: usize,
    /// Those that ended; one that was cloned, more than once.
    ended: Vec<&'static str>,
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("chronostack")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut state = self.0.lock().unwrap();
        let depth = match span.parent() {
            Some(parent) => state.begun[place(parent)].0 + 1,
            None => state.depth,
        };
        state.begun.push((depth, span.metadata().name()));
        Id::from_u64(state.begun.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}

    fn enter(&self, _: &Id) {
        self.0.lock().unwrap().depth += 1;
    }

    fn exit(&self, _: &Id) {
        self.0.lock().unwrap().depth -= 1;
    }

    fn try_close(&self, id: Id) -> bool {
        let mut state = self.0.lock().unwrap();
        let name = state.begun[place(&id)].1;
        state.ended.push(name);
        true
    }
}

#[test]
fn each_stage_is_a_span() {
    let spans = Arc::new(Spans::default());
    let stack = ChronoStack::in_memory();
    with_default(Arc::clone(&spans), || block_on(stack.machine::<Order>().dispatch("a", placed())).unwrap());
    let state = spans.0.lock().unwrap();
    assert_eq!(state.begun, [(0, "commit"), (1, "guards"), (1, "reduce"), (1, "encode"), (1, "append")]);
    assert_eq!(state.depth, 0);
}

/// What the log's own thread does is told to the subscriber of whoever waits for it.
#[test]
fn waiting_and_the_disk_are_spans_of_every_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders");
    let spans = Arc::new(Spans::default());
    let stack = ChronoStack::builder().path(path).profiling(Profiling::never()).build().unwrap();
    with_default(Arc::clone(&spans), || block_on(stack.machine::<Order>().dispatch("a", placed())).unwrap());
    let state = spans.0.lock().unwrap();
    assert_eq!(state.begun[4..], [(1, "append"), (2, "queue"), (2, "sync")]);
    let ended: Vec<_> = state.ended.iter().filter(|name| ["queue", "sync"].contains(name)).collect();
    assert_eq!(ended, [&"queue", &"sync"]);
}
