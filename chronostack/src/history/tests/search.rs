use crate::history::{
    History,
    tests::{
        counter::{Added, Counter, reductions},
        order::{Order, settled, story},
    },
};

#[test]
fn first_finds_the_first() {
    let story = story();
    assert_eq!(story.first(|order| matches!(order, Order::Open { due_cents: 250, .. })).unwrap().version(), 2);
    assert_eq!(story.first(|order| *order == settled()).unwrap().version(), 4);
    // The initial state is no event's.
    assert!(story.first(|order| *order == Order::Draft).is_none());
    assert_eq!(story.first(|_| true).unwrap().version(), 1);
}

#[test]
fn bisect_finds_the_same_by_few_questions() {
    let story = History::<Counter>::from_events((0..5_000).map(|_| Added(1)));
    for wanted in [1, 2, 3, 1_000, 2_500, 4_095, 4_096, 4_999, 5_000] {
        let mut asked = 0;
        let found = story.bisect(|counter| {
            asked += 1;
            counter.sum >= wanted
        });
        assert_eq!(found.unwrap().version(), wanted);
        assert!(asked <= 14, "{asked} questions for {wanted}");
        assert_eq!(story.first(|counter| counter.sum >= wanted).unwrap().version(), wanted);
    }
    assert!(story.bisect(|counter| counter.sum > 5_000).is_none());
    assert!(reductions(|| drop(story.bisect(|counter| counter.sum >= 2_345))) < 14 * 32);
}
