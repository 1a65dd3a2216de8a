//! The commands that a machine brings along.

use insta::assert_snapshot;

use crate::sample::Sample;

#[test]
fn a_state_is_shown_as_it_is_and_as_it_was() {
    let sample = Sample::new();
    let state = ["state", "shop.chrono", "order/order-1"];
    assert_snapshot!("state", sample.run(Some(80), &state));
    assert_snapshot!("state_at", sample.run(Some(80), &[&state[..], &["--at", "2"]].concat()));
    assert_snapshot!(
        "state_as_of",
        sample.run(Some(80), &[&state[..], &["--as-of", "2026-11-20T22:01:30Z", "--json"]].concat())
    );
    assert_snapshot!("state_draft", sample.run(Some(80), &[&state[..], &["--at", "0"]].concat()));
    assert_snapshot!("state_of_projection", sample.run(Some(80), &[&state[..], &["--machine", "Spending"]].concat()));
}

#[test]
fn a_history_is_told_step_by_step() {
    let sample = Sample::new();
    assert_snapshot!("history_80", sample.run(Some(80), &["history", "shop.chrono", "order/order-1"]));
    let json = sample.run(None, &["history", "shop.chrono", "order/order-1", "--json", "--from", "4"]);
    assert_snapshot!("history_json", json);
    let one = sample.run(None, &["history", "shop.chrono", "order/order-1", "--from", "2", "-n", "1"]);
    assert_snapshot!("history_page", one);
}

#[test]
fn versions_are_compared_and_fields_blamed() {
    let sample = Sample::new();
    assert_snapshot!("diff", sample.run(Some(80), &["diff", "shop.chrono", "order/order-1", "1", "3"]));
    assert_snapshot!("diff_states", sample.run(Some(80), &["diff", "shop.chrono", "order/order-1", "3", "4"]));
    assert_snapshot!(
        "diff_patch",
        sample.run(Some(80), &["diff", "shop.chrono", "order/order-1", "1", "2", "--patch"])
    );
    assert_snapshot!("blame_80", sample.run(Some(80), &["blame", "shop.chrono", "order/order-1", "/due_cents"]));
    assert_snapshot!("blame_120", sample.run(Some(120), &["blame", "shop.chrono", "order/order-1", "/accounts"]));
    assert_snapshot!("blame_none", sample.run(Some(80), &["blame", "shop.chrono", "order/order-1", "/colour"]));
}

#[test]
fn the_first_version_of_which_an_expression_holds_is_found() {
    let sample = Sample::new();
    let first = |rest: &[&str]| sample.run(Some(80), &[&["first", "shop.chrono", "order/order-1"], rest].concat());
    assert_snapshot!("first", first(&["/due_cents < 2000"]));
    let json = first(&["state == \"Settled\"", "--bisect", "--json"]);
    assert!(json.contains(r#""version":4,"tested":3,"holds_now":true,"step":{"version":4,"#), "{json}");
    assert_snapshot!("first_none", first(&["/accounts contains \"x\""]));
    assert_snapshot!("first_wrong", first(&["/due_cents = 1"]));
}

#[test]
fn two_futures_stand_side_by_side() {
    let sample = Sample::new();
    let what_if = |rest: &[&str]| sample.run(Some(120), &[&["what-if", "shop.chrono", "order/order-1"], rest].concat());
    assert_snapshot!("what_if", what_if(&["--without", "2"]));
    let by_card = ["--replace", "3", "order.paid", r#"{"cents":500,"method":"Card"}"#];
    let too_late = ["--insert-after", "4", "order.paid", r#"{"cents":1,"method":"Card"}"#];
    assert_snapshot!("what_if_refused", what_if(&[by_card, too_late].concat()));
    assert_snapshot!("what_if_json", what_if(&["--without", "4", "--json"]));
    let wrong: [&[&str]; 5] = [
        &[],
        &["--without", "9"],
        &["--replace", "2", "order.payed", "{}"],
        &["--replace", "2", "order.paid", "{}"],
        &["--replace", "2", "order.paid", "{"],
    ];
    let shown: Vec<String> = wrong.iter().map(|arguments| what_if(arguments)).collect();
    assert_snapshot!("what_if_wrong", shown.join("\n"));
}

#[test]
fn a_machine_is_drawn() {
    let sample = Sample::new();
    assert_snapshot!("diagram", sample.run(None, &["diagram", "Order"]));
    assert!(sample.run(None, &["diagram", "Order", "--format", "dot"]).contains("digraph"));
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let sample = Sample::new();
    let all: [&[&str]; 5] = [
        &["state", "shop.chrono", "order-1"],
        &["state", "shop.chrono", "order/order-9"],
        &["state", "shop.chrono", "order/order-1", "--at", "9"],
        &["diff", "shop.chrono", "order/order-1", "1", "7"],
        &["diagram", "Ordr"],
    ];
    let shown: Vec<String> = all.iter().map(|arguments| sample.run(Some(80), arguments)).collect();
    assert_snapshot!("not_there", shown.join("\n"));
}

#[test]
fn help_lists_what_machines_bring_along() {
    assert_snapshot!("help", Sample::new().run(Some(80), &["--help"]));
}

#[test]
fn verify_holds_states_against_what_was_recorded() {
    let sample = Sample::new();
    let sound = sample.run(None, &["verify", "shop.chrono"]);
    assert!(sound.contains("\nOrder: 2 streams replayed, 5 fingerprints reproduced\n"), "{sound}");
    assert!(sound.starts_with("exit code 0\n"), "{sound}");

    // The same events, but for two amounts, with the fingerprints of what was.
    let lines = sample.run(None, &["export", "shop.chrono"]);
    let lines = lines
        .split_once("--- stdout\n")
        .expect("lines")
        .1
        .replace("\"cents\":300", "\"cents\":301")
        .replace("\"cents\":500", "\"cents\":499");
    let told = sample.run_with(&lines, &["import", "other.chrono"]);
    assert!(told.starts_with("exit code 0\n"), "{told}");
    let diverged = sample.run(None, &["verify", "other.chrono"]);
    assert!(diverged.starts_with("exit code 1\n"), "{diverged}");
    assert!(diverged.contains("order/order-1 [CS0401]: the code makes another state of version 2"), "{diverged}");
    assert!(diverged.contains("\nnot sound: 1 problem; 5 events can be read; "), "{diverged}");
}
