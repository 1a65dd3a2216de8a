//! Histories that a log recorded.

use std::sync::atomic::{AtomicI64, Ordering};

use chronostack::{
    Timestamp,
    id::LogId,
    interchange::CloudEvent,
    log::{MemoryLog, ReadLimit},
    prelude::*,
};
use pollster::block_on;

use crate::domain::{Cancelled, Order, paid, placed};

#[test]
fn a_recorded_history_tells_what_the_log_knows() {
    block_on(async {
        let times = AtomicI64::new(1_795_000_000);
        let clock = move || {
            let second = times.fetch_add(60, Ordering::Relaxed);
            Timestamp::from_second(second).expect("a time")
        };
        let log = MemoryLog::with_id(LogId(0x4f1c));
        let stack = ChronoStack::builder().log(log).clock(clock).service("checkout").build().unwrap();
        let orders = stack.machine::<Order>();
        assert!(orders.history("order-1").await.unwrap().is_empty());

        let first = orders.dispatch("order-1", placed(1250)).actor("ann").await.unwrap();
        orders.dispatch("order-2", placed(1250)).await.unwrap();
        let pay = orders.dispatch("order-1", paid(1000)).caused_by(&first).idempotency_key("pay-7");
        pay.await.unwrap();
        orders.dispatch("order-1", paid(250)).actor("bob").await.unwrap();

        let story = orders.history("order-1").await.unwrap();
        assert_eq!(story.stream().as_str(), "order/order-1");
        assert_eq!(story.state(), &orders.load("order-1").await.unwrap().state);
        for version in 0..=3 {
            assert_eq!(story.at(version).unwrap(), orders.at("order-1", version).await.unwrap().state);
        }
        let then = story.events()[1].meta.recorded_at;
        assert_eq!(story.as_of(then).unwrap(), orders.as_of("order-1", then).await.unwrap().state);
        insta::assert_snapshot!(story.blame("/due_cents"), @"
        /due_cents
          1  order.placed  Draft -> Open    + 1250  by ann
          2  order.paid    Open -> Open     ~ 1250 -> 250
          3  order.paid    Open -> Settled  - 250  by bob
        ");

        // Nothing is lost on the way out and in.
        let text = story.to_jsonl();
        assert_eq!(History::<Order>::from_jsonl(&text).unwrap(), story);
        for recorded in ["\"idempotencykey\":\"pay-7\"", "\"transition\":\"Open -> Settled\"", "\"causationids\":"] {
            assert!(text.contains(recorded), "{recorded} is missing in {text}");
        }

        // A tool without the Rust types writes the same lines.
        let log = stack.log().expect("it is open");
        let page = log.read_stream(story.stream().clone(), 1, ReadLimit::PAGE).await.unwrap();
        let lines: Vec<String> =
            page.records.iter().map(|record| CloudEvent::of_record(record).unwrap().to_line() + "\n").collect();
        assert_eq!(lines.concat(), text);

        // What is only asked, the log never hears of.
        let mut other = story.fork(2);
        other.push(Cancelled { reason: "no".into() }).unwrap();
        assert!(matches!(other.state(), Order::Void { .. }));
        assert_eq!(orders.history("order-1").await.unwrap(), story);
    });
}
