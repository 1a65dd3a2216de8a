//! `replay_tests!`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chronostack::{
    history::History,
    machine::Reducer,
    replay::panic_message,
    testing::{Equality, RecordedHistory, Suite, laws},
};

use crate::{
    domain::{Cancelled, Order, OrderEvent, paid, placed},
    testing::broken::{Counted, Forgetful, ForgetfulEvent},
};

chronostack::replay_tests!(Order, "tests/histories/order");
chronostack::replay_tests!(crate::domain::Order as by_its_path, "tests/histories/order");

fn suite<R: Reducer>(name: &'static str, text: String) -> Suite<R> {
    Suite {
        package: env!("CARGO_MANIFEST_DIR"),
        folder: "tests/histories/order",
        caller: "tests/it/testing/replay.rs",
        histories: Vec::leak(vec![RecordedHistory { name, text: String::leak(text) }]),
        equal: None,
    }
}

fn failure(body: impl FnOnce()) -> String {
    panic_message(catch_unwind(AssertUnwindSafe(body)).expect_err("it should fail").as_ref())
}

fn lines(events: impl IntoIterator<Item = OrderEvent>) -> String {
    History::<Order>::from_events(events).to_jsonl()
}

#[test]
fn an_event_that_does_not_decode_is_named_with_its_place() {
    let text = lines([placed(5).into(), paid(5).into()]).replace("\"cents\":5", "\"cents\":-5");
    let message = failure(|| drop(suite::<Order>("negative", text).replay(0)));
    let expected =
        "tests/histories/order/negative.jsonl: import line 2 (`order.paid` version 2): the payload does not fit";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn a_history_of_another_kind_of_stream_is_refused() {
    let text = lines([placed(5).into()]);
    let stream = History::<Order>::from_jsonl(&text).expect("a history").stream().to_string();
    let text = text.replace(&stream, &stream.replace("order/", "basket/"));
    let message = failure(|| drop(suite::<Order>("renamed", text).replay(0)));
    assert!(
        message.starts_with("tests/histories/order/renamed.jsonl holds the events of `basket/")
            && message.contains("stream = \"basket\""),
        "{message}"
    );
}

#[test]
fn a_version_that_cannot_be_read_is_named() {
    let text = lines([placed(5).into(), paid(5).into()]).replace("\"schemaversion\":2", "\"schemaversion\":3");
    let message = failure(|| drop(suite::<Order>("of_tomorrow", text).replay(0)));
    assert!(
        message.contains("line 2 (`order.paid` version 3): `order.paid` is known here up to version 2"),
        "{message}"
    );
}

#[test]
fn an_event_that_does_not_fold_is_named_with_its_place() {
    let text = lines([Cancelled { reason: String::new() }.into(), placed(5).into()]);
    let message = failure(|| drop(suite::<Order>("too_late", text).replay(0)));
    assert!(message.contains("line 2") && message.contains("state `Void` has no row for it"), "{message}");
}

#[test]
fn a_transition_that_was_another_when_recorded_is_shown() {
    let text = include_str!("../../histories/order/cancelled.jsonl").replace("Open -> Void", "Open -> Settled");
    let story = suite::<Order>("cancelled", text).replay(0);
    assert!(story.contains("order.cancelled  Open -> Void  (recorded: Open -> Settled)"), "{story}");
}

#[test]
fn a_long_payload_is_cut() {
    let text = lines([Cancelled { reason: "x".repeat(500) }.into()]);
    let story = suite::<Order>("long", text).replay(0);
    assert!(story.contains("xxx… (513 bytes)"), "{story}");
    assert!(story.lines().all(|line| line.chars().count() < 200), "{story}");
}

#[test]
fn a_history_without_a_test_is_missed() {
    let message = failure(|| suite::<Order>("cancelled", String::new()).assert_complete());
    assert!(message.contains(r#"holds the histories ["before_methods", "cancelled", "paid_in_parts"]"#), "{message}");
    assert!(message.contains("fix: touch tests/it/testing/replay.rs"), "{message}");
}

#[test]
fn a_law_that_a_recorded_history_breaks_names_the_file() {
    let text = History::<Forgetful>::from_events([ForgetfulEvent::Counted(Counted { by: 3 })]).to_jsonl();
    let suite = Suite { equal: Equality::<Forgetful>::NEW.of_states(), ..suite("three", text) };
    let message = failure(|| laws::states_survive_serialization(&suite));
    assert!(message.starts_with("tests/histories/order/three.jsonl: the state of version 1 is another"), "{message}");
    let message = failure(|| laws::a_snapshot_and_the_tail_equal_a_full_replay(&suite));
    assert!(message.starts_with("tests/histories/order/three.jsonl: a snapshot at version 1"), "{message}");
}
