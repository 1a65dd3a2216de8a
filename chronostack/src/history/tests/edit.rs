use crate::{
    history::{
        Edit, EditError, Edited, History,
        tests::order::{Order, noted, open, paid, placed, settled, story},
    },
    limits::Limits,
};

/// The versions of each event: before, after, and whether an edit names it.
fn rows(edited: &Edited<Order>) -> Vec<(Option<u64>, Option<u64>, bool)> {
    edited.events.iter().map(|event| (event.original, event.altered, event.edited)).collect()
}

#[test]
fn edits_are_made_together_by_the_versions_of_the_original() {
    // placed 1250, paid 1000, noted, paid 250
    let edits = [Edit::InsertAfter(2, noted("late")), Edit::LeaveOut(3), Edit::Replace(2, paid(900))];
    let edited = story().edit(edits).unwrap();
    assert_eq!(edited.history.state(), &open(100));
    let events: Vec<_> = edited.history.events().iter().map(|recorded| recorded.event.clone()).collect();
    assert_eq!(events, [placed(1250), paid(900), noted("late"), paid(250)]);
    let expected = [(Some(2), Some(2), true), (None, Some(3), true), (Some(3), None, true), (Some(4), Some(4), false)];
    assert_eq!(rows(&edited), expected);
    assert_eq!(story().state(), &settled(), "the original stays");
}

#[test]
fn edits_do_what_without_and_with_do() {
    for version in 1..=4 {
        assert_eq!(story().edit([Edit::LeaveOut(version)]).unwrap().history, story().without(version));
        let with = story().with(version, noted("x"));
        assert_eq!(story().edit([Edit::InsertAfter(version - 1, noted("x"))]).unwrap().history, with);
    }
    let none = story().edit([]).unwrap();
    assert_eq!((none.history, none.events.len()), (story(), 0));
}

#[test]
fn what_can_no_longer_happen_has_no_version_in_the_other_history() {
    let edited = story().edit([Edit::InsertAfter(1, paid(9_999)), Edit::Replace(2, paid(1250))]).unwrap();
    let expected = [(None, None, true), (Some(2), Some(2), true), (Some(3), Some(3), false), (Some(4), None, false)];
    assert_eq!(rows(&edited), expected);
    assert_eq!(edited.history.refused().len(), 2);
    assert_eq!(edited.history.state(), &settled());
}

#[test]
fn an_edit_needs_an_event_and_has_it_alone() {
    let refused = |edits: [Edit<_>; 2]| story().edit(edits).unwrap_err();
    let no = |version| EditError::NoEvent { version, last: 4 };
    assert_eq!(refused([Edit::LeaveOut(5), Edit::LeaveOut(1)]), no(5));
    assert_eq!(refused([Edit::LeaveOut(0), Edit::LeaveOut(1)]), no(0));
    assert_eq!(refused([Edit::Replace(u64::MAX, paid(1)), Edit::LeaveOut(1)]), no(u64::MAX));
    assert_eq!(refused([Edit::InsertAfter(5, paid(1)), Edit::LeaveOut(1)]), no(5));
    assert_eq!(refused([Edit::LeaveOut(2), Edit::Replace(2, paid(1))]), EditError::Twice { version: 2 });
}

#[test]
fn a_history_follows_its_stream() {
    let whole = story();
    for seen in 0..=4 {
        let (before, behind) = whole.events().split_at(seen);
        let mut followed =
            History::<Order>::from_recorded(whole.stream().clone(), before.to_vec(), &Limits::DEFAULT).unwrap();
        followed.follow(behind.to_vec(), 4).unwrap();
        assert_eq!((&followed, followed.state(), followed.version()), (&whole, whole.state(), 4));
        assert_eq!((0..=5).map(|version| followed.at(version)).collect::<Vec<_>>(), {
            (0..=5).map(|version| whole.at(version)).collect::<Vec<_>>()
        });
    }
}

#[test]
fn what_does_not_follow_ends_a_history() {
    let whole = story();
    let mut followed = whole.fork(1);
    let gap = followed.follow(whole.events()[2..].to_vec(), 4).unwrap_err();
    assert_eq!(
        gap.to_string().lines().next(),
        Some("fold event 3 (`order.noted`, order/history version 3): version 2 should stand in its place")
    );
    assert_eq!((followed.version(), followed.len()), (1, 1));
    // The second has no row where the state is settled.
    let mut settled = whole.clone();
    let mut late = whole.events()[1].clone();
    (late.meta.version, late.meta.position) = (5, 5);
    settled.follow(vec![late], 5).unwrap_err();
    assert_eq!((settled.version(), settled.len(), settled.state()), (4, 4, whole.state()));
}
