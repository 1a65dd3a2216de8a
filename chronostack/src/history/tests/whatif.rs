use crate::{
    event::Recorded,
    history::{
        BlameEntry, History, RefusalCause,
        tests::{
            counter::{Added, Counter},
            order::{Order, Paid, noted, open, paid, placed, settled, story},
        },
    },
    id::{EventId, LogId},
    limits::Limits,
    time::Timestamp,
};

#[test]
fn an_event_that_did_not_happen() {
    let other = story().without(2);
    assert_eq!(other, History::from_events([placed(1250), noted("call back"), paid(250)]));
    assert_eq!(other.state(), &open(1000));
    assert!(other.refused().is_empty());
    assert_eq!(story().without(3).without(3), History::from_events([placed(1250), paid(1000)]));
}

#[test]
fn what_can_no_longer_happen_is_refused_and_listed() {
    let other = story().without(1);
    assert_eq!(other, History::from_events([noted("call back")]));
    let versions: Vec<u64> = other.refused().iter().map(|refused| refused.recorded.meta.version).collect();
    assert_eq!(versions, [2, 4]);
    insta::assert_snapshot!(other, @"
    order/history, 1 event
    1  order.noted  (ignored)
    refused
    2  `order.paid` has no transition in state `Draft`
    4  `order.paid` has no transition in state `Draft`
    ");
    insta::assert_snapshot!(other.refused()[0], @"event 2: `order.paid` has no transition in state `Draft`");
    assert_eq!(story().state(), &settled(), "the original stays");

    // Refusals of the histories that it was made of stay listed; a fork is its own beginning.
    let again = other.without(1);
    assert_eq!((again.len(), again.refused().len()), (0, 2));
    assert!(again.fork(0).refused().is_empty());
}

#[test]
fn guards_are_asked_about_what_the_alteration_changed() {
    let dearer = story().with(2, Paid { cents: 300 });
    assert_eq!(dearer.at(2), Some(open(950)));
    let refused = &dearer.refused()[0];
    assert_eq!(refused.recorded.event, paid(1000));
    assert!(matches!(&refused.cause, RefusalCause::Rejected(why) if why.guard() == Some("no_overpayment")));
    assert_eq!(dearer.state(), &open(700));

    let too_much = story().with(2, paid(2_000));
    assert_eq!(too_much, story());
    assert_eq!(too_much.refused()[0].recorded.event, paid(2_000));
}

#[test]
fn with_and_without_undo_each_other() {
    let story = story();
    for version in 1..=5 {
        let other = story.with(version, noted("inserted"));
        assert_eq!(other.events()[usize::try_from(version).unwrap() - 1].event, noted("inserted"));
        assert_eq!((other.len(), other.state()), (5, &settled()));
        assert_eq!(other.without(version), story);
    }
}

#[test]
fn a_fork_goes_on_by_itself() {
    let story = story();
    let mut other = story.fork(2);
    assert_eq!(other.state(), &open(250));
    other.push(paid(50)).unwrap();
    let refused = other.push(paid(201)).unwrap_err();
    assert_eq!(refused.recorded.meta.version, 4);
    assert!(other.refused().is_empty(), "what push answers with is not listed as well");
    other.extend([paid(100), placed(1), paid(100)]);
    assert_eq!(other.state(), &settled());
    assert_eq!(other.refused().len(), 1);
    assert_eq!(other, History::from_events([placed(1250), paid(1000), paid(50), paid(100), paid(100)]));
    assert_eq!(story.state(), &settled());
    assert_eq!(story.fork(4), story);
    assert_eq!(story.fork(0), History::from_events([]));
    // Every version of it is found, before and behind the fork.
    let due = |version| other.blame("/due_cents").iter().find(|e| e.version() == version).and_then(BlameEntry::after);
    assert_eq!([due(1), due(2), due(3)], [Some(1250.into()), Some(250.into()), Some(200.into())]);
}

#[test]
fn a_handler_that_panics_is_refused_and_leaves_no_trace() {
    let sum = |events: Vec<u64>| History::<Counter>::from_events(events.into_iter().map(Added));
    let mut story = sum((1..=100).collect());
    let refused = story.push(Added(u64::MAX)).unwrap_err();
    assert!(matches!(&refused.cause, RefusalCause::Panicked { message } if message.contains("overflow")));
    assert_eq!((story.version(), story.state().sum, story.state().last), (100, 5050, 100));
    story.push(Added(1)).unwrap();
    assert_eq!(story.state().sum, 5051);

    // One event more makes a later one overflow.
    let other = sum(vec![1, u64::MAX - 1]).with(1, Added(1));
    assert_eq!((other.state().sum, other.state().last, other.refused().len()), (2, 1, 1));
}

/// A log's own history, with what a log records.
fn recorded() -> History<Order> {
    let log = LogId(0xa1);
    let story = story();
    let events = story.events().iter().map(|made_up| {
        let mut meta = made_up.meta.clone();
        meta.id = EventId { log, position: meta.version * 10 };
        meta.position = meta.version * 10;
        meta.correlation = meta.id;
        meta.recorded_at = Timestamp::from_second(1_700_000_000 + 60 * i64::try_from(meta.version).unwrap()).unwrap();
        meta.actor = Some("ann".into());
        Recorded { event: made_up.event.clone(), meta }
    });
    History::from_recorded("order/order-1".parse().unwrap(), events.collect(), &Limits::DEFAULT).unwrap()
}

#[test]
fn what_a_log_recorded_about_an_event_stays() {
    let story = recorded();
    let other = story.without(2);
    let (was, is) = (&story.events()[3].meta, &other.events()[2].meta);
    assert_eq!((is.id, is.position, is.recorded_at, &is.actor), (was.id, was.position, was.recorded_at, &was.actor));
    assert_eq!((was.version, is.version), (4, 3));
    assert_eq!(story.with(3, noted("new")).without(3), story);
}

#[test]
fn a_new_event_stands_between_its_neighbours_in_time() {
    let story = recorded();
    for version in 1..=5 {
        let other = story.with(version, noted("new"));
        let times: Vec<Timestamp> = other.events().iter().map(|event| event.meta.recorded_at).collect();
        assert!(times.is_sorted(), "{times:?}");
        assert_eq!(other.events()[usize::try_from(version).unwrap() - 1].meta.stream.as_str(), "order/order-1");
        assert_eq!(other.as_of(Timestamp::MAX), other.at(5));
    }
    // Also where the log's clock stood still at the epoch.
    let mut events = story.events().to_vec();
    for recorded in &mut events {
        recorded.meta.recorded_at = Timestamp::UNIX_EPOCH;
    }
    let story = History::<Order>::from_recorded(story.stream().clone(), events, &Limits::DEFAULT).unwrap();
    let other = story.with(2, noted("new"));
    assert!(other.events().iter().all(|recorded| recorded.meta.recorded_at == Timestamp::UNIX_EPOCH));
}

/// A rule tightened over what a log holds: its events stay, for the alteration is not to blame.
#[test]
fn an_event_that_today_refuses_anyway_is_only_replayed() {
    let story = History::<Order>::from_events([noted("first"), placed(10), noted("secret"), paid(10)]);
    let other = story.without(1);
    assert_eq!(other, History::from_events([placed(10), noted("secret"), paid(10)]));
    assert!(other.refused().is_empty());
    // A new event is held to the rules of today.
    assert_eq!(other.with(1, noted("secret")).refused().len(), 1);
}

#[test]
#[should_panic(expected = "order/history has no event of version 5")]
fn without_what_is_not_there() {
    let _ = story().without(5);
}

#[test]
#[should_panic(expected = "order/history cannot have a version 6: its last is 4")]
fn with_a_gap() {
    let _ = story().with(6, noted("x"));
}

#[test]
#[should_panic(expected = "order/history has no version 5: its last is 4")]
fn a_fork_past_the_end() {
    let _ = story().fork(5);
}
