use crate::history::{
    BlameEntry, History,
    tests::order::{Order, story},
};

#[test]
fn every_event_that_changed_a_field_is_named() {
    let story = story();
    insta::assert_snapshot!(story.blame("/due_cents"), @"
    /due_cents
      1  order.placed  Draft -> Open    + 1250
      2  order.paid    Open -> Open     ~ 1250 -> 250
      4  order.paid    Open -> Settled  - 250
    ");
    insta::assert_snapshot!(story.blame("/customer"), @r#"
    /customer
      1  order.placed  Draft -> Open  + "ann"
    "#);
    insta::assert_snapshot!(story.blame("/Open/due_cents"), @"
    /Open/due_cents
      1  order.placed  Draft -> Open    + 1250
      2  order.paid    Open -> Open     ~ 1250 -> 250
      4  order.paid    Open -> Settled  - 250
    ");
    insta::assert_snapshot!(story.blame("/Open"), @r#"
    /Open
      1  order.placed  Draft -> Open    + {"customer":"ann","due_cents":1250}
      2  order.paid    Open -> Open
           ~ /due_cents  1250 -> 250
      4  order.paid    Open -> Settled  - {"customer":"ann","due_cents":250}
    "#);
    insta::assert_snapshot!(story.blame(""), @r#"
    (state)
      1  order.placed  Draft -> Open
           + /customer  "ann"
           + /due_cents  1250
      2  order.paid    Open -> Open
           ~ /due_cents  1250 -> 250
      4  order.paid    Open -> Settled
           - /due_cents  250
    "#);
    let entries = story.blame("/due_cents");
    let versions: Vec<u64> = entries.iter().map(BlameEntry::version).collect();
    assert_eq!(versions, [1, 2, 4]);
    assert_eq!(entries.len(), 3);
    let second = &entries[1];
    assert_eq!((second.before(), second.after()), (Some(1250.into()), Some(250.into())));
    assert_eq!((second.meta(), second.event()), (&story.events()[1].meta, &story.events()[1].event));
    assert_eq!(entries[0].before(), None);
    assert_eq!(story.blame("")[1].changes().len(), 1);
    insta::assert_snapshot!(second, @"2  order.paid  Open -> Open  ~ 1250 -> 250");
}

#[test]
fn a_pointer_that_leads_nowhere_is_blamed_on_nobody() {
    let story = story();
    for pointer in ["/nothing", "/due_cents/deeper", "/0", "/~", "/~9", "/", "//", "~", "/Void", "/customer/0"] {
        assert!(story.blame(pointer).is_empty(), "{pointer}");
    }
    insta::assert_snapshot!(story.blame("/nothing"), @"
    /nothing
      no event changed it
    ");
    assert_eq!(story.blame("due_cents").to_string(), story.blame("/due_cents").to_string());
    assert_eq!(story.blame("due_cents").pointer(), "/due_cents");
}

#[test]
fn the_actor_is_named() {
    let mut events = story().events().to_vec();
    events[0].meta.actor = Some("ann".into());
    events[1].meta.actor = Some("bob".into());
    let stream = story().stream().clone();
    let story = History::<Order>::from_recorded(stream, events, &crate::limits::Limits::DEFAULT).unwrap();
    insta::assert_snapshot!(story.blame("/due_cents"), @"
    /due_cents
      1  order.placed  Draft -> Open    + 1250  by ann
      2  order.paid    Open -> Open     ~ 1250 -> 250  by bob
      4  order.paid    Open -> Settled  - 250
    ");
    insta::assert_snapshot!(story.blame(""), @r#"
    (state)
      1  order.placed  Draft -> Open  by ann
           + /customer  "ann"
           + /due_cents  1250
      2  order.paid    Open -> Open  by bob
           ~ /due_cents  1250 -> 250
      4  order.paid    Open -> Settled
           - /due_cents  250
    "#);
}
