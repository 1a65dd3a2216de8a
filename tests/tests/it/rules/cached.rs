//! States in memory are taken for the present ones; what rests on an old one never comes out.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use chronostack::{limits::Limits, log::MemoryLog, prelude::*};
use pollster::block_on;

use crate::domain::{Account, Deposited, Order, OrderEvent, Placed, open, paid, placed};

/// Two runtimes over one log know nothing of each other, as two processes over a shared log.
fn two() -> [ChronoStack; 2] {
    let log = Arc::new(MemoryLog::new());
    [(); 2].map(|()| ChronoStack::builder().log(log.clone()).build().unwrap())
}

#[test]
fn a_refusal_by_an_old_state_is_none() {
    block_on(async {
        let stacks = two();
        let [ours, theirs] = [&stacks[0], &stacks[1]].map(ChronoStack::machine::<Order>);
        ours.dispatch("1", placed(500)).await.unwrap();
        ours.dispatch("1", paid(400)).await.unwrap();
        assert_eq!(ours.load("1").await.unwrap().state, open(100));
        theirs.dispatch("1", paid(50)).await.unwrap();
        let refused = ours.dispatch("1", paid(60)).await.unwrap_err();
        match refused {
            DispatchError::Rejected { version, .. } => assert_eq!(version, 3, "in the state that is there now"),
            other => panic!("{other}"),
        }
        theirs.dispatch("1", paid(20)).await.unwrap();
        assert_eq!(ours.dispatch("1", paid(10)).await.unwrap().state, open(20));
    });
}

#[test]
fn an_old_version_is_neither_expected_nor_answered() {
    block_on(async {
        let stacks = two();
        let [ours, theirs] = [&stacks[0], &stacks[1]].map(ChronoStack::machine::<Account>);
        ours.dispatch("1", Deposited { cents: 1 }).await.unwrap();
        theirs.dispatch("1", Deposited { cents: 1 }).await.unwrap();
        let nothing = ours.decide("1", |_| Ok::<_, ()>(Vec::new())).await.unwrap();
        assert_eq!((nothing.version, nothing.position, nothing.state.balance), (2, 2, 2));
        theirs.dispatch("1", Deposited { cents: 1 }).await.unwrap();
        let third = ours.dispatch("1", Deposited { cents: 1 }).expect_version(3).await.unwrap();
        assert_eq!((third.version, third.state.balance), (4, 4));
        theirs.dispatch("1", Deposited { cents: 1 }).await.unwrap();
        let refused = ours.dispatch("1", Deposited { cents: 1 }).expect_version(4).await.unwrap_err();
        assert!(matches!(refused, DispatchError::Conflict { expected: 4, actual: 5, .. }), "{refused}");
    });
}

#[test]
fn a_decision_is_asked_again_only_when_another_writer_came_first() {
    block_on(async {
        let stacks = two();
        let [ours, theirs] = [&stacks[0], &stacks[1]].map(ChronoStack::machine::<Order>);
        ours.dispatch("1", placed(500)).await.unwrap();
        let mut seen = Vec::new();
        let refuse = |order: &Order, seen: &mut Vec<Order>| {
            seen.push(order.clone());
            Err::<Vec<OrderEvent>, _>("no")
        };
        let error = ours.decide("1", |order| refuse(order, &mut seen)).await.unwrap_err();
        assert!(matches!(error, DecideError::Decision("no")), "{error:?}");
        theirs.dispatch("1", paid(100)).await.unwrap();
        ours.decide("1", |order| refuse(order, &mut seen)).await.unwrap_err();
        ours.decide("1", |order| refuse(order, &mut seen)).await.unwrap_err();
        assert_eq!(seen, [open(500), open(500), open(400), open(400)]);
        // Nor is one that the log would have taken asked twice.
        let mut asked = 0;
        let decision = |_: &Order| {
            asked += 1;
            Ok::<_, ()>(vec![paid(100).into()])
        };
        assert_eq!(ours.decide("1", decision).await.unwrap().state, open(300));
        assert_eq!(asked, 1);
    });
}

#[test]
fn states_that_are_too_large_to_be_kept_stay_right() {
    block_on(async {
        let mut limits = Limits::DEFAULT;
        limits.states_cached_bytes_max = 1;
        let stack = ChronoStack::builder().log(MemoryLog::new()).limits(limits).build().unwrap();
        let orders = stack.machine::<Order>();
        for id in 0..5 {
            let placed = Placed { customer: "c".repeat(100_000), total_cents: 500 };
            orders.dispatch(id.to_string(), placed).await.unwrap();
        }
        for round in 1..=3 {
            for id in 0..5 {
                let committed = orders.dispatch(id.to_string(), paid(100)).await.unwrap();
                assert_eq!(committed.version, round + 1);
            }
        }
    });
}

/// A decision is its user's code, and may take as long as it likes.
#[test]
fn a_slow_decision_keeps_no_other_stream_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let stack = ChronoStack::open(folder.path().join("log")).unwrap();
    let accounts = stack.machine::<Account>();
    let ((started, begin), (go, end)) = (mpsc::channel(), mpsc::channel());
    let slow = accounts.clone();
    let slow = thread::spawn(move || {
        let decision = move |_: &Account| {
            started.send(()).unwrap();
            end.recv().unwrap();
            Ok::<_, ()>(vec![Deposited { cents: 1 }.into()])
        };
        block_on(slow.decide("slow", decision).into_future()).unwrap()
    });
    begin.recv().unwrap();
    block_on(async {
        for id in 0..200 {
            accounts.dispatch(id.to_string(), Deposited { cents: 1 }).await.unwrap();
            assert_eq!(accounts.load(id.to_string()).await.unwrap().balance, 1);
        }
    });
    go.send(()).unwrap();
    assert_eq!(slow.join().unwrap().position, 201);
}
