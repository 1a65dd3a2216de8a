//! Stories: outlines, parts of states, blame in pages, streams that grow.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use chronostack_query::{MachineData, Part};
use pollster::block_on;
use serde_json::json;

use crate::order::{Noted, Paid, Placed, Shop};

#[test]
fn an_outline_counts_changes_while_there_is_time() {
    let told = Shop::new().told();
    let outline = |counting| {
        let mut shown = Vec::new();
        told.story.outline(2, counting, &mut |step| {
            shown.push((step.version, step.event, step.from, step.to, step.handler, step.changes));
            if step.version == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        shown
    };
    assert_eq!(
        outline(Duration::MAX),
        [
            (2, "order.paid", "Open", "Open", Some("pay"), Some(1)),
            (3, "order.noted", "Open", "Open", Some("note"), Some(1)),
        ]
    );
    assert_eq!(outline(Duration::ZERO)[0].5, None);
    let (step, data) = told.story.step(4).expect("a step");
    assert_eq!((step.transition.as_deref(), data.get()), (Some("Open -> Settled"), r#"{"cents":250}"#));
    assert!(told.story.step(0).is_none() && told.story.step(5).is_none());
}

#[test]
fn a_part_of_a_state_is_shown() {
    let told = Shop::new().told();
    let state = told.story.view(3).expect("a state");
    let part = |pointer, offset, limit| Part::of(&state, pointer, offset, limit);
    assert_eq!(part("", 1, 1), Some(Part { value: json!({"due_cents": 250}), items: Some(3) }));
    assert_eq!(part("/notes", 0, 9), Some(Part { value: json!(["call back"]), items: Some(1) }));
    assert_eq!(part("/notes", 7, 9), Some(Part { value: json!([]), items: Some(1) }));
    assert_eq!(part("/notes/0", 0, 9), Some(Part { value: json!("call back"), items: None }));
    assert_eq!(part("/Open/due_cents", 0, 9), Some(Part { value: json!(250), items: None }));
    assert_eq!(part("/nothing", 0, 9), None);
    assert_eq!(part("no pointer", 0, 9), None);
    let draft = told.story.view(0).expect("a state");
    assert_eq!(Part::of(&draft, "", 0, 9), Some(Part { value: json!(null), items: None }));
}

#[test]
fn blame_goes_by_pages() {
    let told = Shop::new().told();
    let blame = |versions| {
        let mut found = Vec::new();
        let pointer = told.story.blame("due_cents", versions, &mut |entry| {
            found.push((entry.version, entry.before.clone(), entry.after.clone()));
            ControlFlow::Continue(())
        });
        assert_eq!(pointer, "/due_cents");
        found
    };
    let all = blame(0..u64::MAX);
    assert_eq!(
        all,
        [(1, None, Some(json!(1250))), (2, Some(json!(1250)), Some(json!(250))), (4, Some(json!(250)), None),]
    );
    assert_eq!([blame(1..2), blame(2..4), blame(4..9)].concat(), all);
}

#[test]
fn a_story_follows_its_stream() {
    let shop = Shop::empty();
    let mut told = shop.told();
    let follow = |told: &mut _| block_on(shop.machine.follow(Arc::clone(&shop.log), told)).expect("it follows");
    assert_eq!((told.seen, told.story.version()), (0, 0));
    shop.dispatch(Placed { customer: "bo".into(), total_cents: 50_000 });
    for cents in 1..=100 {
        shop.dispatch(Paid { cents });
        follow(&mut told);
        assert_eq!((told.seen, told.story.version()), (cents + 1, cents + 1));
    }
    follow(&mut told);
    let again = shop.told();
    for version in 0..=101 {
        assert_eq!(told.story.view(version), again.story.view(version));
    }
    assert!(told.story.view(102).is_none() && told.failure.is_none());
    assert!(told.story.bytes() > 0);
}

#[test]
fn a_machine_is_told_with_what_its_forms_need() {
    let shop = Shop::empty();
    let data = MachineData::of(shop.machine.as_ref());
    assert_eq!((data.name, data.stream, data.is_enum), ("Order", "order", true));
    assert_eq!(data.transitions[1].to, ["Open", "Settled"]);
    assert!(data.transitions[1].file.ends_with("order.rs") && data.transitions[1].line > 0);
    assert_eq!(data.guards[0].events, ["order.paid"]);
    assert_eq!(data.events[0].example, json!({"customer": "", "total_cents": 0}));
    // What a form sends back as it was given is an event.
    shop.dispatch(Placed { customer: "ann".into(), total_cents: 9 });
    shop.dispatch(Noted { text: "x".into() });
    for event in &data.events {
        let edit = json!({"insert_after": 1, "type": event.event, "data": event.example});
        let edit = serde_json::from_str(&edit.to_string()).expect("an edit");
        shop.told().story.what_if(&[edit], 9).expect("the example is taken");
    }
}
