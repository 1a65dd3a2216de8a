//! Rules 15 and 16.

use std::{
    future::IntoFuture,
    task::{Context, Waker},
};

use chronostack::{
    limits::{LimitExceeded, Limits},
    log::{MemoryLog, ReadError},
    prelude::*,
    stack::CommitFailure,
};
use pollster::block_on;

use crate::domain::{Account, AccountEvent, Deposited, Opened, Order, placed};

fn limited(change: impl FnOnce(&mut Limits)) -> ChronoStack {
    let mut limits = Limits::DEFAULT;
    change(&mut limits);
    ChronoStack::builder().log(MemoryLog::new()).limits(limits).build().unwrap()
}

fn exceeded<E>(error: DispatchError<E>) -> LimitExceeded {
    match error {
        DispatchError::Failed {
            source: CommitFailure::Limit(limit) | CommitFailure::Load(LoadError::Limit(limit)),
            ..
        } => limit,
        other => panic!("{other}"),
    }
}

#[test]
fn rule_15_every_limit_can_be_set_and_is_named_when_passed() {
    block_on(async {
        let opened = |name: &str| Opened { owner: name.to_owned() };
        let stack = limited(|limits| limits.payload_bytes_max = 8);
        let accounts = stack.machine::<Account>();
        accounts.dispatch("1", opened("ann")).await.unwrap();
        let error = accounts.dispatch("1", opened("a much longer name")).await.unwrap_err();
        assert_eq!(exceeded(error), LimitExceeded { limit: "payload_bytes_max", max: 8, actual: 19 });

        let stack = limited(|limits| limits.commit_events_max = 2);
        let many = || Ok::<_, String>(vec![AccountEvent::from(Deposited { cents: 1 }); 3]);
        let error = stack.machine::<Account>().decide("1", |_| many()).await.unwrap_err();
        assert!(error.to_string().contains("commit_events_max is 2, and 3 were given"), "{error}");

        let stack = limited(|limits| limits.event_causes_max = 1);
        let accounts = stack.machine::<Account>();
        let cause = accounts.dispatch("1", opened("ann")).await.unwrap();
        let other = accounts.dispatch("2", opened("eve")).await.unwrap();
        let both = accounts.dispatch("1", opened("bob")).caused_by(&cause).caused_by(&other).await.unwrap_err();
        assert_eq!(exceeded(both).limit, "event_causes_max");

        let stack = limited(|limits| limits.stream_name_bytes_max = 10);
        let error = stack.machine::<Account>().dispatch("12345", opened("ann")).await.unwrap_err();
        assert_eq!(exceeded(error).limit, "stream_name_bytes_max");

        let stack = limited(|limits| limits.label_bytes_max = 3);
        let error = stack.machine::<Account>().dispatch("1", opened("ann")).actor("anna").await.unwrap_err();
        assert_eq!(exceeded(error).limit, "label_bytes_max");
        let long_service = ChronoStack::builder().log(MemoryLog::new()).service("s".repeat(257)).build().unwrap();
        let error = long_service.machine::<Account>().dispatch("1", opened("ann")).await.unwrap_err();
        assert_eq!(exceeded(error), LimitExceeded { limit: "label_bytes_max", max: 256, actual: 257 });
    });
}

#[test]
fn rule_15_more_streams_than_the_cache_holds_stay_right() {
    block_on(async {
        let stack = limited(|limits| limits.streams_cached_max = 4);
        let accounts = stack.machine::<Account>();
        for round in 1..=3_u64 {
            for id in 0..50 {
                let committed = accounts.dispatch(id.to_string(), Deposited { cents: 1 }).await.unwrap();
                assert_eq!((committed.version, committed.state.balance), (round, round));
            }
        }
    });
}

#[test]
fn rule_16_a_dropped_dispatch_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let stack = ChronoStack::open(folder.path().join("log")).unwrap();
    let accounts = stack.machine::<Account>();
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..50 {
        let both = || Ok::<_, String>(vec![Deposited { cents: 1 }.into(), Deposited { cents: 1 }.into()]);
        let mut future = accounts.decide("1", |_| both()).into_future();
        // Polled once, it may stand anywhere between the check and the disk.
        let _ = future.as_mut().poll(&mut context);
        drop(future);
    }
    let account = block_on(accounts.load("1")).unwrap();
    assert_eq!(account.version % 2, 0, "a decision is recorded whole or not at all");
    assert_eq!(account.balance, account.version);
    let next = block_on(accounts.dispatch("1", Deposited { cents: 1 }).into_future()).unwrap();
    assert!(next.version > account.version, "the machine stays usable");
}

#[test]
fn rule_16_close_and_drop_release_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    block_on(async {
        let stack = ChronoStack::open(&path).unwrap();
        let orders = stack.machine::<Order>();
        orders.dispatch("1", placed(1)).await.unwrap();
        stack.close().await.unwrap();
        match orders.load("1").await {
            Err(LoadError::Read(ReadError::Closed)) => {}
            other => panic!("{other:?}"),
        }
        stack.close().await.unwrap();

        let stack = ChronoStack::open(&path).unwrap();
        let orders = stack.machine::<Order>();
        assert_eq!(orders.load("1").await.unwrap().version, 1);
        drop(stack);
        // The machine still stands, and the log is free all the same.
        let stack = ChronoStack::open(&path).unwrap();
        assert!(orders.load("1").await.is_err());
        assert_eq!(stack.machine::<Order>().load("1").await.unwrap().version, 1);
    });
}
