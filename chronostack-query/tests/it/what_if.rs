//! What if: two futures side by side, and the other one as a test.

use chronostack::{History, log::Log};
use chronostack_query::{EditData, WhatIf, WhatIfError};
use pollster::block_on;
use serde_json::{Value, json};

use crate::order::{Order, Shop};

fn edits(edits: &Value) -> Vec<EditData> {
    serde_json::from_str(&edits.to_string()).expect("edits")
}

fn what_if(shop: &Shop, wanted: &Value) -> WhatIf {
    shop.told().story.what_if(&edits(wanted), 200).expect("both futures")
}

/// Each row as the versions of both, and whether the states are the same.
fn rows(what_if: &WhatIf) -> Vec<(Option<u64>, Option<u64>, bool)> {
    let row = |row: &chronostack_query::FutureRow| {
        let (original, altered) = (row.original.as_ref(), row.altered.as_ref());
        let same = original.or(altered).is_some_and(|step| step.same_state);
        (original.map(|step| step.version), altered.map(|step| step.version), same)
    };
    what_if.rows.iter().map(row).collect()
}

#[test]
fn an_event_is_left_out() {
    let shop = Shop::new();
    let answer = what_if(&shop, &json!([{"leave_out": 2}]));
    assert_eq!(answer.parts_at, Some(2));
    assert_eq!(rows(&answer), [(Some(2), None, false), (Some(3), Some(2), false), (Some(4), Some(3), false)]);
    assert_eq!((answer.original.name, answer.altered.name, answer.altered.version), ("Settled", "Open", 3));
    assert_eq!(
        answer.altered.state.content(),
        Some(&json!({"customer": "ann", "due_cents": 1000, "notes": ["call back"]}))
    );
    assert!(answer.refused.is_empty() && !answer.more && !answer.changes.is_empty());
    assert_eq!(block_on(shop.log.head()).expect("a head"), 4, "nothing is written");
}

#[test]
fn an_event_is_replaced_and_what_cannot_follow_is_told() {
    let shop = Shop::new();
    let answer = what_if(&shop, &json!([{"replace": 2, "type": "order.paid", "data": {"cents": 1100}}]));
    assert_eq!(answer.parts_at, Some(2));
    assert_eq!(rows(&answer), [(Some(2), Some(2), false), (Some(3), Some(3), false), (Some(4), None, false)]);
    let refused = &answer.refused[0];
    assert_eq!((refused.version, refused.event), (4, "order.paid"));
    assert_eq!(
        refused.message,
        "guard `no_overpayment` refused `order.paid` in state `Open`: 250 cents are more than is due"
    );
    assert!(answer.rows[0].altered.as_ref().expect("it happens").edited);
    assert!(!answer.rows[1].altered.as_ref().expect("it happens").edited);
}

#[test]
fn an_event_is_inserted_or_refused() {
    let shop = Shop::new();
    let note = json!([{"insert_after": 4, "type": "order.noted", "data": {"text": "late"}}]);
    let answer = what_if(&shop, &note);
    assert_eq!((answer.parts_at, answer.altered.version), (None, 4));
    assert_eq!(answer.refused[0].message, "`order.noted` has no transition in state `Settled`");
    assert_eq!(rows(&answer), [], "neither has it");

    let answer = what_if(&shop, &json!([{"insert_after": 1, "type": "order.noted", "data": {"text": "early"}}]));
    assert_eq!(answer.parts_at, Some(2));
    assert_eq!(rows(&answer)[0], (None, Some(2), false));
    // Once it is settled nothing tells the two apart.
    assert_eq!(rows(&answer)[3], (Some(4), Some(5), true));
    assert!(answer.changes.is_empty());
}

#[test]
fn what_makes_no_difference_never_parts() {
    let shop = Shop::new();
    let answer = what_if(&shop, &json!([{"replace": 2, "type": "order.paid", "data": {"cents": 1000}}]));
    assert_eq!((answer.parts_at, answer.rows.len()), (None, 3));
    assert!(answer.rows.iter().all(|row| row.original.as_ref().is_some_and(|step| step.same_state)));
    let none = what_if(&shop, &json!([]));
    assert_eq!((none.parts_at, none.rows.len()), (None, 0));
}

#[test]
fn rows_are_bounded() {
    let shop = Shop::new();
    let answer = shop.told().story.what_if(&edits(&json!([{"leave_out": 2}])), 1).expect("both futures");
    assert_eq!((answer.rows.len(), answer.more, answer.parts_at), (1, true, Some(2)));
}

#[test]
fn edits_that_cannot_be_made_are_told() {
    let shop = Shop::new();
    let story = shop.told().story;
    let error = |wanted: &Value| story.what_if(&edits(wanted), 9).map(|_| ()).unwrap_err();
    let message = |wanted: &Value| error(wanted).to_string();
    assert_eq!(
        message(&json!([{"leave_out": 9}])),
        "edit version 9: the history has no event of that version, its last is 4"
    );
    assert_eq!(
        message(&json!([{"leave_out": 2}, {"leave_out": 2}])),
        "edit version 2: two edits leave it out or replace it"
    );
    let unknown = error(&json!([{"replace": 2, "type": "order.payed", "data": {}}]));
    assert!(matches!(unknown, WhatIfError::NoType { nearest, .. } if nearest.contains(&"order.paid".to_owned())));
    let data = message(&json!([{"replace": 2, "type": "order.paid", "data": {"cents": -1}}]));
    assert!(data.starts_with("edit version 2: the data is none of `order.paid`: "), "{data}");
    let deep = format!(
        "[{{\"insert_after\": 0, \"type\": \"order.noted\", \"data\": {}{}}}]",
        "[".repeat(120),
        "]".repeat(120)
    );
    let deep: Vec<EditData> = serde_json::from_str(&deep).expect("edits");
    assert!(matches!(story.what_if(&deep, 9), Err(WhatIfError::Data { .. })));

    for wrong in [
        json!({"leave_out": 1, "replace": 2}),
        json!({"leave_out": 1, "type": "x"}),
        json!({"replace": 1}),
        json!({"leave_out": -1}),
        json!({"leave_in": 1}),
        json!({}),
        json!([1]),
    ] {
        assert!(serde_json::from_str::<EditData>(&wrong.to_string()).is_err(), "{wrong}");
    }
}

#[test]
fn the_other_history_is_saved_as_lines_to_test_with() {
    let shop = Shop::new();
    let wanted = json!([
        {"leave_out": 4},
        {"replace": 2, "type": "order.paid", "data": {"cents": 1}},
        {"insert_after": 3, "type": "order.noted", "data": {"text": "at last"}},
    ]);
    let lines = shop.told().story.lines_if(&edits(&wanted)).expect("lines");
    let saved = History::<Order>::from_jsonl(&lines).expect("they are a history");
    assert_eq!((saved.version(), saved.stream()), (4, &shop.stream));
    let Order::Open { due_cents: 1249, notes, .. } = saved.state() else { panic!("{saved}") };
    assert_eq!(notes, &["call back", "at last"]);
    // What was recorded of the states that were is not said of those that would have been.
    let verified = saved.verify().expect("nothing diverges");
    assert_eq!(verified.reproduced, 3);
}
