//! `given(events).when(event).then(..)`.

use std::panic::catch_unwind;

use chronostack::{
    replay::panic_message,
    testing::{given, rejected},
};

use crate::{
    domain::{Cancelled, Order, OrderEvent, open, paid, placed},
    testing::broken::{Lamp, Reset},
};

/// What the failing test `body` says.
fn failure(body: fn()) -> String {
    panic_message(catch_unwind(body).expect_err("it should fail").as_ref())
}

#[test]
fn then_the_state() {
    given::<Order>([]).when(placed(500)).then(open(500));
    given::<Order>([placed(500).into()]).when(paid(200)).then(open(300));
    given::<Order>([placed(500).into(), paid(200).into()])
        .when(paid(300))
        .then(Order::Settled { customer: "ann".to_owned() })
        .then_state(|order| matches!(order, Order::Settled { .. }));
}

#[test]
fn then_the_events() {
    given::<Order>([]).when(placed(500)).then([placed(500).into()]).then(vec![OrderEvent::Placed(placed(500))]);
    given::<Lamp>([]).when(Reset).then([]).then(Lamp::Off);
}

#[test]
fn then_rejected() {
    given::<Order>([]).when(paid(1)).then(rejected());
    given::<Order>([placed(5).into()]).when(paid(6)).then(rejected().by("no_overpayment").because("1 cents too many"));
}

#[test]
fn when_decided() {
    given::<Order>([placed(5).into()])
        .when_decided(|_| Ok::<_, String>(vec![paid(2).into(), paid(3).into()]))
        .then([paid(2).into(), paid(3).into()])
        .then(Order::Settled { customer: "ann".to_owned() });
    given::<Order>([placed(5).into()])
        .when_decided(|_| Ok::<_, String>(vec![paid(2).into(), paid(4).into()]))
        .then(rejected().by("no_overpayment"));
    given::<Order>([]).when_decided(|_| Err("not today")).then(rejected().because("not today"));
    given::<Order>([]).when_decided(|_| Ok::<_, String>(vec![])).then([]).then(Order::Draft);
}

#[test]
fn another_state_is_shown_by_its_difference() {
    let message = failure(|| {
        given::<Order>([placed(500).into()]).when(paid(200)).then(open(299));
    });
    insta::assert_snapshot!(message);
}

#[test]
fn other_events_are_shown_by_their_difference() {
    let message = failure(|| {
        given::<Order>([placed(500).into()]).when(paid(200)).then([paid(201).into()]);
    });
    insta::assert_snapshot!(message);
}

#[test]
fn a_rejection_that_was_not_expected_says_why() {
    let message = failure(|| {
        given::<Order>([placed(5).into()]).when(paid(6)).then(open(0));
    });
    insta::assert_snapshot!(message);
}

#[test]
fn an_event_that_was_not_expected_is_named() {
    let message = failure(|| {
        given::<Order>([placed(5).into()]).when(paid(5)).then(rejected());
    });
    insta::assert_snapshot!(message);
}

#[test]
fn a_rejection_for_another_reason_says_which() {
    let by = failure(|| {
        given::<Order>([]).when(paid(5)).then(rejected().by("no_overpayment"));
    });
    assert!(by.contains("a rejection by the guard `no_overpayment` was expected"), "{by}");
    assert!(by.contains("`order.paid` has no transition in state `Draft`"), "{by}");
    let because = failure(|| {
        given::<Order>([]).when(paid(5)).then(rejected().because("closed on sundays"));
    });
    assert!(because.contains("a rejection that says \"closed on sundays\" was expected"), "{because}");
}

#[test]
fn events_that_cannot_have_happened_are_no_start() {
    let message = failure(|| {
        let _ = given::<Order>([Cancelled { reason: String::new() }.into(), paid(1).into()]);
    });
    assert!(message.contains("version 2") && message.contains("`Void` has no row"), "{message}");
}
