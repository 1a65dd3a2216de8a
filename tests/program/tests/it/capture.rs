//! `capture`: a recorded stream becomes a replay test.

use std::fs;

use chronostack::{History, log::FileLog, prelude::*};
use insta::assert_snapshot;
use orders::Order;

use crate::sample::Sample;

const CAPTURE: [&str; 5] = ["capture", "shop.chrono", "order/order-1", "--into", "histories"];

fn captured(sample: &Sample, name: &str) -> String {
    fs::read_to_string(sample.path().join("histories").join(name)).expect("the file was written")
}

#[test]
fn a_stream_is_captured_as_it_was_recorded() {
    let sample = Sample::new();
    assert_snapshot!("capture", sample.run(Some(80), &CAPTURE));
    let story = History::<Order>::from_jsonl(captured(&sample, "order-1.jsonl")).expect("it reads back");
    assert_eq!(story.state(), &Order::Settled { customer: "Ann Árbor".into() });
    assert!(sample.run(None, &CAPTURE).starts_with("exit code 0\n"), "the same again is no conflict");
    assert_snapshot!("capture_there", sample.run(Some(80), &[&CAPTURE[..], &["--until", "2"]].concat()));
}

#[test]
fn what_is_redacted_goes_as_it_went_and_tells_nothing() {
    let sample = Sample::new();
    let rules = [
        "--redact",
        "customer",
        "--redact",
        "iban",
        "--redact",
        "/items/*/sku=thing",
        "--redact",
        "@actor",
        "--redact",
        "@stream",
    ];
    assert_snapshot!("capture_redacted", sample.run(Some(80), &[&CAPTURE[..], &rules].concat()));
    let lines = captured(&sample, "redacted-3.jsonl");
    for secret in ["Ann", "ann", "DE02", "bean", "order-1\""] {
        assert!(!lines.contains(secret), "{secret} stands in\n{lines}");
    }
    let story = History::<Order>::from_jsonl(&lines).expect("it reads back");
    let verified = story.verify().expect("its fingerprints are those of what is redacted");
    assert_eq!((verified.reproduced, verified.incomparable), (4, 0));
    let Some(Order::Open { due_cents: 1500, accounts, .. }) = story.at(3) else { panic!("{story}") };
    assert_eq!(accounts.len(), 1, "what was equal stays equal");
}

#[test]
fn a_rule_that_hides_nothing_or_changes_the_course_writes_nothing() {
    let sample = Sample::new();
    let failing: [(&str, &[&str]); 4] = [
        ("capture_unused", &["--redact", "custmer"]),
        ("capture_number", &["--redact", "cents"]),
        ("capture_otherwise", &["--redact", "/cents=1"]),
        ("capture_unreadable", &["--redact", "method=3"]),
    ];
    for (name, rules) in failing {
        assert_snapshot!(name, sample.run(Some(80), &[&CAPTURE[..], rules].concat()));
        assert!(!sample.path().join("histories").exists(), "{name}");
    }
}

#[test]
fn a_history_that_fails_is_shown_and_captured_with_its_failure() {
    let sample = Sample::new();
    // More is paid than is due, which a guard would have refused.
    pollster::block_on(async {
        let log = FileLog::open(sample.path().join("shop.chrono")).expect("the log");
        let stack = ChronoStack::builder().log(log).build().expect("a runtime");
        let spending = stack.machine::<orders::Spending>();
        let paid = orders::Paid { cents: 99_999, method: orders::Method::Card };
        spending.dispatch("order-2", paid).await.expect("the other view of the stream takes it");
        stack.close().await.expect("closed");
    });
    let shown = sample.run(Some(80), &["history", "shop.chrono", "order/order-2"]);
    assert!(shown.starts_with("exit code 1\n"), "{shown}");
    assert!(shown.contains("1  order.placed  Draft -> Open"), "{shown}");
    assert!(shown.contains("the history ends before version 2: failed to replay log "), "{shown}");
    let capture = ["capture", "shop.chrono", "order/order-2", "--into", "histories", "--redact", "customer"];
    let told = sample.run(Some(80), &capture);
    assert!(
        told.starts_with("exit code 0\n") && told.contains("its test fails until the code is mended: import line 2: "),
        "{told}"
    );
    let lines = captured(&sample, "order-2.jsonl");
    let error = History::<Order>::from_jsonl(&lines).expect_err("the failure is reproduced");
    assert!(error.to_string().contains("attempt to subtract with overflow"), "{error}");
}
