//! Section 3 of the contract.

use chronostack::{Timestamp, prelude::*};

use crate::domain::{Cancelled, Order, OrderEvent, paid, placed};

fn story() -> History<Order> {
    History::<Order>::from_events([placed(1250).into(), paid(1000).into(), paid(250).into()])
}

/// Every line of the contract's example compiles, and answers.
#[test]
fn the_program_of_the_contract() -> Result<(), Box<dyn std::error::Error>> {
    let story = History::<Order>::from_events([placed(1250).into(), paid(1250).into()]);
    assert_eq!(story.at(0), Some(Order::default()));
    assert!(matches!(story.at(1), Some(Order::Open { due_cents: 1250, .. })));
    assert_eq!(story.at(3), None);
    assert_eq!(story.as_of(Timestamp::UNIX_EPOCH), Some(Order::Draft));
    insta::assert_snapshot!(story.diff(1, 2), @"
    Open -> Settled
      - /due_cents  1250
    ");
    assert_eq!(story.diff(1, 2).to_json_patch().len(), 2);
    let versions: Vec<u64> = story.steps().map(|step| step.version()).collect();
    assert_eq!(versions, [1, 2]);
    for step in story.steps() {
        let _: (&OrderEvent, &Meta, &Order, &Order) = (step.event(), step.meta(), step.before(), step.after());
        assert!(step.transition().is_some() && !step.diff().is_empty());
    }
    assert_eq!(story.first(|s| matches!(s, Order::Settled { .. })).map(|step| step.version()), Some(2));
    assert_eq!(story.bisect(|s| !matches!(s, Order::Draft)).map(|step| step.version()), Some(1));
    assert_eq!(story.blame("/due_cents").len(), 2);
    let event = Cancelled { reason: "changed her mind".into() };
    assert!(matches!(story.without(2).state(), Order::Open { .. }));
    assert!(matches!(story.with(2, event.clone()).state(), Order::Void { .. }));
    assert!(matches!(story.fork(1).with(2, OrderEvent::from(event)).state(), Order::Void { .. }));
    let text = story.to_jsonl();
    assert_eq!(History::<Order>::from_jsonl(text)?, story);
    Ok(())
}

#[test]
fn a_story_reads_well() {
    insta::assert_snapshot!(story(), @r#"
    order/history, 3 events
    1  order.placed  Draft -> Open
         + /customer  "ann"
         + /due_cents  1250
    2  order.paid  Open -> Open
         ~ /due_cents  1250 -> 250
    3  order.paid  Open -> Settled
         - /due_cents  250
    "#);
    insta::assert_snapshot!(story().blame("due_cents"), @"
    /due_cents
      1  order.placed  Draft -> Open    + 1250
      2  order.paid    Open -> Open     ~ 1250 -> 250
      3  order.paid    Open -> Settled  - 250
    ");
    let whatif = story().with(2, paid(500));
    insta::assert_snapshot!(whatif, @r#"
    order/history, 3 events
    1  order.placed  Draft -> Open
         + /customer  "ann"
         + /due_cents  1250
    2  order.paid  Open -> Open
         ~ /due_cents  1250 -> 750
    3  order.paid  Open -> Open
         ~ /due_cents  750 -> 500
    refused
    2  guard `no_overpayment` refused `order.paid` in state `Open`: 250 cents too many
    "#);
    insta::assert_snapshot!(story().without(1), @"
    order/history, 0 events
    refused
    2  `order.paid` has no transition in state `Draft`
    3  `order.paid` has no transition in state `Draft`
    ");
}

/// A log, or an export of it, from before `order.paid` had its second version.
#[test]
fn older_versions_are_brought_up_to_date_on_import() {
    let text = story().to_jsonl().replace(r#""schemaversion":2"#, r#""schemaversion":1"#);
    let text = text.replace(r#","method":"Card""#, "");
    let imported = History::<Order>::from_jsonl(&text).unwrap();
    assert_eq!(imported, story());
    let newer = text.replace(r#""schemaversion":1"#, r#""schemaversion":3"#);
    insta::assert_snapshot!(History::<Order>::from_jsonl(newer).unwrap_err(), @"import line 1 (`order.placed` version 3): `order.placed` is known here up to version 1, and this is version 3; newer code wrote it: run that again, or let a projection pass over it: #[reducer(.., unknown = ignore)]");
}
