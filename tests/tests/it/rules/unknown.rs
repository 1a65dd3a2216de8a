//! Events that the code does not know: those that newer code wrote, and those whose type was dropped.

use std::sync::Arc;

use chronostack::{
    codec::DecodeError,
    history::{BlameEntry, History, ImportError},
    log::MemoryLog,
    machine::MachineSpec,
    prelude::*,
    snapshot::Snapshots,
    stack::LoadError,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

/// The code that wrote the log.
mod newer {
    use super::*;

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "counter.added", version = 2, since = 2)]
    pub(super) struct Added {
        pub(super) by: u64,
        pub(super) actor: String,
    }

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "counter.renamed")]
    pub(super) struct Renamed;

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub(super) struct Counter {
        total: u64,
    }

    #[reducer(pub(super) enum CounterEvent)]
    impl Counter {
        fn added(&mut self, event: &Added) {
            self.total += event.by;
        }

        fn renamed(&mut self, _event: &Renamed) {}
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "counter.added")]
struct Added {
    by: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Counter {
    total: u64,
}

#[reducer(enum CounterEvent)]
impl Counter {
    fn added(&mut self, event: &Added) {
        self.total += event.by;
    }
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Totals {
    total: u64,
}

#[reducer(event = CounterEvent, stream = "counter", unknown = ignore)]
impl Totals {
    fn added(&mut self, event: &Added) {
        self.total += event.by;
    }
}

/// Four events: known, newer, dropped, known, dropped.
async fn written() -> (ChronoStack, Arc<MemoryLog>) {
    let log = Arc::new(MemoryLog::new());
    let stack = ChronoStack::builder().log(Arc::clone(&log)).snapshots(Snapshots::every(1)).build().expect("a stack");
    let (old, new) = (stack.machine::<Counter>(), stack.machine::<newer::Counter>());
    old.dispatch("a", Added { by: 1 }).await.expect("recorded");
    // Newer code would know version 1 too; here it writes to a stream of its own and to this one.
    new.dispatch("b", newer::Added { by: 10, actor: "ann".to_owned() }).await.expect("recorded");
    new.dispatch("b", newer::Renamed).await.expect("recorded");
    stack.machine::<Totals>().dispatch("b", Added { by: 3 }).await.expect("a projection dispatches too");
    (stack, log)
}

#[test]
fn by_default_they_are_errors_with_their_place() {
    block_on(async {
        let (stack, _) = written().await;
        let counters = stack.machine::<Counter>();
        assert_eq!(counters.load("a").await.expect("nothing is unknown").state, Counter { total: 1 });
        let unknown = DecodeError::UnknownVersion { name: "counter.added".to_owned(), version: 2, newest: 1 };
        for refused in [
            counters.load("b").await.expect_err("it is newer"),
            counters.history("b").await.map(drop).expect_err("it is newer"),
            counters.replay().await.map(drop).expect_err("it is newer"),
        ] {
            assert!(
                matches!(&refused, LoadError::Decode { version: 1, position: 2, source, .. } if *source == unknown),
                "{refused}"
            );
        }
    });
}

#[test]
fn a_projection_passes_over_them_and_their_versions_count() {
    block_on(async {
        let (stack, _) = written().await;
        let totals = stack.machine::<Totals>();
        let present = totals.load("b").await.expect("loaded");
        assert_eq!((present.version, &present.state), (3, &Totals { total: 3 }));
        assert_eq!(totals.at("b", 2).await.expect("passed over").state, Totals { total: 0 });
        assert!(totals.at("b", 4).await.is_err(), "there is no such version");
        let added = totals.dispatch("b", Added { by: 4 }).expect_version(3).await.expect("recorded");
        assert_eq!((added.version, added.state), (4, Totals { total: 7 }));
        let replayed = totals.replay().await.expect("replayed");
        let states: Vec<_> = replayed.states.iter().map(|(name, s)| (name.id(), s.version, s.state.total)).collect();
        assert_eq!(states, [("a", 1, 1), ("b", 4, 7)]);
    });
}

#[test]
fn histories_have_the_versions_of_the_stream() {
    block_on(async {
        let (stack, _) = written().await;
        let totals = stack.machine::<Totals>();
        totals.dispatch("b", Added { by: 4 }).await.expect("recorded");
        stack.machine::<newer::Counter>().dispatch("c", newer::Renamed).await.expect("recorded");
        let story = totals.history("b").await.expect("a history");
        assert_eq!((story.version(), story.len()), (4, 2));
        let states: Vec<u64> = (0..=4).map(|version| story.at(version).expect("a state").total).collect();
        assert_eq!(states, [0, 0, 0, 3, 7]);
        assert_eq!(story.at(5), None);
        let steps: Vec<(u64, u64)> = story.steps().map(|step| (step.version(), step.after().total)).collect();
        assert_eq!(steps, [(3, 3), (4, 7)]);
        assert!(story.step(1).is_none() && story.step(4).is_some_and(|step| step.before().total == 3));
        assert_eq!(story.first(|state| state.total > 0).expect("it came true").version(), 3);
        assert_eq!(story.bisect(|state| state.total > 3).expect("it came true").version(), 4);
        assert_eq!(story.blame("/total").iter().map(BlameEntry::version).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(story.without(3).state().total, 4);
        assert_eq!(story.as_of(Timestamp::MIN), Some(Totals::default()));
        assert_eq!(story.as_of(Timestamp::MAX).as_ref(), Some(story.state()));
        let again = History::<Totals>::from_jsonl(story.to_jsonl()).expect("its own export");
        assert_eq!((again.version(), again.state()), (4, story.state()));

        let nothing = totals.history("c").await.expect("all of it is passed over");
        assert_eq!((nothing.version(), nothing.len()), (1, 0));
        assert_eq!(nothing.at(1), Some(Totals::default()));
    });
}

#[test]
fn an_export_of_newer_code_is_read_by_a_projection() {
    block_on(async {
        let (stack, _) = written().await;
        let b = stack.machine::<newer::Counter>();
        b.dispatch("d", newer::Renamed).await.expect("recorded");
        let lines = b.history("d").await.expect("its own code reads it").to_jsonl();
        assert!(History::<newer::Counter>::from_jsonl(&lines).is_ok(), "an event without fields is read back: {lines}");
        let refused = History::<Counter>::from_jsonl(&lines).map(drop);
        assert!(matches!(refused, Err(ImportError::Decode { line: 1, .. })), "{refused:?}");
        assert_eq!(History::<Totals>::from_jsonl(&lines).expect("it is passed over").version(), 1);
    });
}

#[test]
fn an_older_version_without_an_upcast_is_an_error_all_the_same() {
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "counter.added", version = 3, since = 3)]
    struct AddedLater {
        by: u64,
    }

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Later {
        total: u64,
    }

    #[reducer(enum LaterEvent, stream = "counter", unknown = ignore)]
    impl Later {
        fn added(&mut self, event: &AddedLater) {
            self.total += event.by;
        }
    }
    block_on(async {
        let (stack, _) = written().await;
        let refused = stack.machine::<Later>().load("a").await.expect_err("nothing newer wrote it");
        assert!(matches!(refused, LoadError::Decode { .. }), "{refused}");
    });
}

#[test]
fn snapshots_of_code_that_knew_less_are_not_used() {
    let knowing = |names: &[&'static str]| {
        let mut spec = MachineSpec::new::<CounterEvent>("Totals", "counter");
        spec.events.retain(|event| names.contains(&event.name));
        spec.ignoring_unknown().fingerprint
    };
    assert_ne!(knowing(&["counter.added"]), knowing(&[]));
}
