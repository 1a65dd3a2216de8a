use crate::{
    history::{
        History, Step,
        tests::{
            counter::{Added, Counter},
            order::{Order, OrderEvent, Paid, Placed, open, paid, placed, settled, story},
        },
    },
    time::Timestamp,
};

#[test]
fn states_are_found_by_version_and_by_time() {
    let story = story();
    assert_eq!((story.len(), story.version(), story.is_empty()), (4, 4, false));
    assert_eq!(story.at(0), Some(Order::Draft));
    assert_eq!(story.at(1), Some(open(1250)));
    assert_eq!(story.at(2), Some(open(250)));
    assert_eq!(story.at(3), Some(open(250)));
    assert_eq!(story.at(4), Some(settled()));
    assert_eq!(story.at(5), None);
    assert_eq!(story.state(), &settled());
    let as_of = |millis| story.as_of(Timestamp::from_millisecond(millis).unwrap());
    assert_eq!(as_of(-1), Some(Order::Draft));
    assert_eq!(as_of(999), Some(Order::Draft));
    assert_eq!(as_of(1_000), Some(open(1250)));
    assert_eq!(as_of(2_500), Some(open(250)));
    assert_eq!(story.as_of(Timestamp::MAX), Some(settled()));
}

#[test]
fn events_are_inferred_from_their_own_types() {
    let story = History::<Order>::from_events([
        Placed { customer: "ann".into(), total_cents: 5 }.into(),
        Paid { cents: 5 }.into(),
    ]);
    assert_eq!(story.state(), &settled());
}

#[test]
fn meta_is_made_up_of_the_version_alone() {
    let story = story();
    let meta = &story.events()[1].meta;
    assert_eq!((meta.version, meta.position, meta.stream.as_str()), (2, 2, "order/history"));
    assert_eq!(meta.id.to_string(), format!("{:032x}-2", 0));
    assert_eq!(meta.recorded_at.to_string(), "1970-01-01T00:00:02Z");
    assert_eq!(story, super::order::story());
}

#[test]
fn an_empty_history_is_the_initial_state() {
    let story = History::<Order>::from_events([]);
    assert!(story.is_empty());
    assert_eq!((story.at(0), story.at(1)), (Some(Order::Draft), None));
    assert_eq!(story.as_of(Timestamp::MAX), Some(Order::Draft));
    assert_eq!(story.steps().count(), 0);
    assert!(story.step(0).is_none() && story.step(1).is_none());
    assert!(story.first(|_| true).is_none() && story.bisect(|_| true).is_none());
    assert!(story.blame("").is_empty());
    assert_eq!(story.to_string(), "order/history, 0 events");
}

#[test]
fn steps_hold_the_states_before_and_after() {
    let story = story();
    let steps: Vec<Step<Order>> = story.steps().collect();
    assert_eq!(steps.len(), story.steps().len());
    let versions: Vec<u64> = steps.iter().map(Step::version).collect();
    assert_eq!(versions, [1, 2, 3, 4]);
    for step in &steps {
        assert_eq!(Some(step.before()), story.at(step.version() - 1).as_ref());
        assert_eq!(Some(step.after()), story.at(step.version()).as_ref());
        assert_eq!(step.meta().version, step.version());
        assert_eq!(step.diff().to_string(), story.diff(step.version() - 1, step.version()).to_string());
        assert_eq!(step.to_string(), story.step(step.version()).unwrap().to_string());
    }
    assert_eq!(steps[1].event(), &OrderEvent::Paid(Paid { cents: 1000 }));
    assert_eq!(steps[1].transition().unwrap().to_string(), "Open -> Open");
    assert_eq!(steps[2].transition(), None);
    assert_eq!(story.steps().skip(3).map(|step| step.version()).collect::<Vec<_>>(), [4]);
    assert_eq!(story.steps().skip(9).count(), 0);
    let mut rest = story.steps();
    assert_eq!(rest.nth(2).map(|step| step.version()), Some(3));
    assert_eq!(rest.len(), 1);
}

/// A step outlives the history that it came from.
#[test]
fn a_step_owns_what_it_shows() {
    let step = story().first(|order| matches!(order, Order::Settled { .. })).unwrap();
    assert_eq!(step.after(), &settled());
}

#[test]
fn a_history_displays_for_people() {
    insta::assert_snapshot!(story(), @r#"
    order/history, 4 events
    1  order.placed  Draft -> Open
         + /customer  "ann"
         + /due_cents  1250
    2  order.paid  Open -> Open
         ~ /due_cents  1250 -> 250
    3  order.noted  (ignored)
    4  order.paid  Open -> Settled
         - /due_cents  250
    "#);
    insta::assert_snapshot!(History::<Counter>::from_events([Added(1), Added(0)]), @"
    counter/history, 2 events
    1  added  add
         ~ /last  0 -> 1
         ~ /sum  0 -> 1
    2  added  add
         ~ /last  1 -> 0
    ");
    insta::assert_snapshot!(story().diff(0, 4), @r#"
    Draft -> Settled
      + /customer  "ann"
    "#);
    insta::assert_snapshot!(story().diff(4, 1), @"
    Settled -> Open
      + /due_cents  1250
    ");
    assert_eq!(story().diff(2, 3).to_string(), "no change");
    insta::assert_snapshot!(format!("{:?}", story()), @r#"History { stream: "order/history", events: 4, version: 4, error: None, refused: [], .. }"#);
}

#[test]
#[should_panic(expected = "diff of versions 1 and 5 of order/history, whose states end at 4")]
fn a_diff_past_the_end_says_so() {
    story().diff(1, 5);
}

#[test]
fn try_diff_answers_none_past_the_end() {
    assert!(story().try_diff(1, 5).is_none());
    assert_eq!(story().try_diff(4, 4).unwrap().to_string(), "no change");
}

#[test]
fn a_history_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let story = story();
    shared(&story);
    shared(&story.step(1));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let story = story.clone();
            std::thread::spawn(move || (0..=4).map(|version| story.at(version)).collect::<Vec<_>>())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().len(), 5);
    }
    assert_ne!(story, History::from_events([placed(1250), paid(1)]));
}
