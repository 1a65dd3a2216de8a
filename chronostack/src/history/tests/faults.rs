use crate::{
    history::{
        History,
        tests::order::{Order, noted, open, paid, placed, story},
    },
    limits::Limits,
    replay::ReplayCause,
    time::Timestamp,
};

#[test]
fn an_event_without_a_row_ends_the_states() {
    let story = History::<Order>::from_events([placed(5), placed(6), paid(5)]);
    assert_eq!((story.len(), story.version()), (3, 1));
    assert_eq!((story.at(1), story.at(2), story.at(3)), (Some(open(5)), None, None));
    assert_eq!(story.state(), &open(5));
    assert_eq!(story.as_of(Timestamp::from_second(1).unwrap()), Some(open(5)));
    assert_eq!(story.as_of(Timestamp::MAX), None);
    assert_eq!((story.steps().len(), story.steps().count()), (1, 1));
    assert!(story.step(2).is_none());
    assert!(story.bisect(|order| matches!(order, Order::Settled { .. })).is_none());
    let error = story.error().unwrap();
    assert_eq!((error.version, error.event), (2, "order.placed"));
    insta::assert_snapshot!(story, @r#"
    order/history, 3 events
    1  order.placed  Draft -> Open
         + /customer  "ann"
         + /due_cents  5
    failed to fold event 2 (`order.placed`, order/history version 2): state `Open` has no row for it today; to keep reading what an old log holds, keep the row and mark it #[retired]
    "#);
}

#[test]
fn a_handler_that_panics_ends_the_states_at_the_one_before() {
    let mut events = vec![placed(1_000)];
    events.extend((0..100).map(|_| paid(1)));
    events.push(paid(1_000));
    let story = History::<Order>::from_events(events);
    assert_eq!((story.version(), story.state()), (101, &open(900)));
    assert!(matches!(&story.error().unwrap().cause, ReplayCause::Panicked { message } if message == "paid too much"));
}

#[test]
fn the_strict_constructors_answer_with_the_error() {
    let error = History::<Order>::try_from_events([placed(5), placed(6)]).unwrap_err();
    assert!(matches!(error.cause, ReplayCause::NoRow { state: "Open" }));
    assert!(History::<Order>::try_from_events([placed(5)]).is_ok());

    let stream = story().stream().clone();
    let broken = History::<Order>::from_events([placed(5), placed(6)]).events().to_vec();
    let error = History::<Order>::from_recorded(stream.clone(), broken, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.version, 2);

    let mut gap = story().events().to_vec();
    gap.remove(1);
    let error = History::<Order>::from_recorded(stream, gap, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.cause, ReplayCause::Gap { expected: 2 });
    insta::assert_snapshot!(error, @"fold event 3 (`order.noted`, order/history version 3): version 2 should stand in its place");
}

#[test]
fn a_fork_before_the_fault_has_none_and_an_altered_history_neither() {
    let story = History::<Order>::from_events([placed(5), placed(6), noted("x"), paid(5)]);
    assert!(story.fork(1).error().is_none());
    assert_eq!(story.fork(3), History::from_events([placed(5), placed(6), noted("x")]));
    assert_eq!(story.fork(3).error(), story.error());

    let mended = story.without(2);
    assert!(mended.error().is_none() && mended.refused().is_empty());
    assert_eq!(mended, History::from_events([placed(5), noted("x"), paid(5)]));

    let longer = story.with(5, noted("end"));
    assert_eq!(longer, History::from_events([placed(5), noted("x"), paid(5), noted("end")]));
    assert_eq!(longer.refused()[0].recorded.meta.version, 2);

    let mut pushed = story.clone();
    pushed.push(noted("end")).unwrap();
    assert_eq!(pushed, longer);
}
