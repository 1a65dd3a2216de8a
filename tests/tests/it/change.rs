//! Code changes over logs and snapshots that older code wrote: the right state, or a loud refusal.
//!
//! Each release of the code is a module of its own whose types have the same names.

use std::sync::Arc;

use chronostack::{
    log::{Log, MemoryLog},
    prelude::*,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "score.added")]
struct Added {
    points: u64,
}

/// A release of the machine `Score`: its fields, its handler, and what stands around it.
macro_rules! release {
    ($name:ident, $(revision = $revision:literal,)? { $($field:tt)* }, |$state:ident, $event:ident| $body:block $(, $helper:item)?) => {
        mod $name {
            use super::*;

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub struct Score { $($field)* }

            #[reducer(pub enum ScoreEvent $(, revision = $revision)?)]
            impl Score {
                fn add(&mut self, $event: &Added) {
                    let $state = self;
                    $body
                }
            }

            $($helper)?
        }
    };
}

release!(first, { pub total: u64 }, |score, event| { score.total += event.points; });

// The trap: a field was added, and a snapshot of before has no value for it.
release!(field_added, { pub total: u64, pub highest: u64 }, |score, event| {
    score.total += event.points;
    score.highest = score.highest.max(event.points);
});

release!(rule_changed, { pub total: u64 }, |score, event| { score.total += 2 * event.points; });

release!(helper_first, { pub total: u64 }, |score, event| { apply(score, event); },
    fn apply(score: &mut Score, event: &Added) { score.total += event.points; });

// The handler's tokens are those of `helper_first`, and serde could fill the new field by its default.
release!(helper_and_default, { pub total: u64, #[serde(default)] pub count: u64 }, |score, event| { apply(score, event); },
fn apply(score: &mut Score, event: &Added) {
    score.total += event.points;
    score.count += 1;
});

// Only a helper changed: the macro cannot see it, so `revision` says it.
release!(helper_revised, revision = 1, { pub total: u64 }, |score, event| { apply(score, event); },
    fn apply(score: &mut Score, event: &Added) { score.total += 10 * event.points; });

/// A log and its snapshots, written by the reducer `R`: ten events of 1 to 10 points.
async fn written_by<R: Reducer>() -> Arc<MemoryLog>
where
    R::Event: From<Added>,
{
    let log = Arc::new(MemoryLog::new());
    let scores = over(&log).machine_of::<R>();
    for points in 1..=10 {
        scores.0.dispatch("1", Added { points }).await.unwrap();
    }
    let kept = log.snapshots().unwrap().find("score/1".parse().unwrap(), "Score".to_owned(), u64::MAX).await.unwrap();
    assert_eq!(kept.map(|snapshot| snapshot.version), Some(9), "there is an old snapshot to be misled by");
    log
}

fn over(log: &Arc<MemoryLog>) -> Runtime {
    Runtime(ChronoStack::builder().log(log.clone()).snapshots(Snapshots::every(3)).build().unwrap())
}

struct Runtime(ChronoStack);

impl Runtime {
    /// The machine, with the runtime that keeps its log open.
    fn machine_of<R: Reducer>(self) -> (Machine<R>, ChronoStack) {
        (self.0.machine(), self.0)
    }
}

async fn load<R: Reducer>(log: &Arc<MemoryLog>) -> R {
    over(log).machine_of::<R>().0.load("1").await.unwrap().state
}

#[test]
fn rule_13_a_snapshot_that_fits_is_used() {
    block_on(async {
        let log = written_by::<first::Score>().await;
        // A snapshot that lies, under today's key, is believed: so the events before it were not replayed.
        let store = log.snapshots().unwrap();
        let stream: chronostack::id::StreamName = "score/1".parse().unwrap();
        let mut kept = store.find(stream, "Score".to_owned(), u64::MAX).await.unwrap().unwrap();
        kept.state = vec![100];
        store.save(kept).await.unwrap();
        assert_eq!(load::<first::Score>(&log).await.total, 110);
    });
}

#[test]
fn rule_13_a_field_added_to_the_state_is_replayed_not_decoded_from_an_old_snapshot() {
    block_on(async {
        let log = written_by::<first::Score>().await;
        assert_eq!(load::<field_added::Score>(&log).await, field_added::Score { total: 55, highest: 10 });
    });
}

#[test]
fn rule_13_so_it_is_where_only_a_helper_changed_and_serde_has_a_default() {
    block_on(async {
        let log = written_by::<helper_first::Score>().await;
        let score = load::<helper_and_default::Score>(&log).await;
        assert_eq!(score, helper_and_default::Score { total: 55, count: 10 });
    });
}

#[test]
fn rule_13_a_changed_reducer_or_revision_does_not_take_an_old_snapshot() {
    block_on(async {
        let log = written_by::<first::Score>().await;
        assert_eq!(load::<rule_changed::Score>(&log).await.total, 110);
        let log = written_by::<helper_first::Score>().await;
        assert_eq!(load::<helper_revised::Score>(&log).await.total, 550);
    });
}

#[test]
fn rule_13_a_snapshot_ahead_of_a_restored_log_is_not_used() {
    block_on(async {
        let ahead = written_by::<first::Score>().await;
        let restored = Arc::new(MemoryLog::new());
        let (scores, stack) = over(&restored).machine_of::<first::Score>();
        scores.dispatch("1", Added { points: 7 }).await.unwrap();
        drop(stack);
        // The snapshot of a longer past of the same log, as it stands beside a log restored from a backup.
        let found = ahead.snapshots().unwrap().find("score/1".parse().unwrap(), "Score".to_owned(), u64::MAX).await;
        let mut snapshot = found.unwrap().unwrap();
        snapshot.key.log = restored.id();
        restored.snapshots().unwrap().save(snapshot).await.unwrap();
        assert_eq!(load::<first::Score>(&restored).await.total, 7);
    });
}

#[test]
fn a_damaged_snapshot_is_replayed_over() {
    block_on(async {
        let log = written_by::<first::Score>().await;
        let store = log.snapshots().unwrap();
        let found = store.find("score/1".parse().unwrap(), "Score".to_owned(), u64::MAX).await;
        let mut snapshot = found.unwrap().unwrap();
        snapshot.state = vec![255; 3];
        store.save(snapshot).await.unwrap();
        assert_eq!(load::<first::Score>(&log).await.total, 55);
    });
}

mod versioned_up {
    use super::*;

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "score.added", version = 1)]
    pub struct AddedV1 {
        pub points: u64,
    }

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "score.added", version = 2, upcast(AddedV1))]
    pub struct AddedV2 {
        pub points: i64,
        pub why: String,
    }

    impl From<AddedV1> for AddedV2 {
        fn from(old: AddedV1) -> Self {
            Self { points: i64::try_from(old.points).expect("few points"), why: "unknown".to_owned() }
        }
    }

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct Score {
        pub total: i64,
        pub reasons: Vec<String>,
    }

    #[reducer(pub enum ScoreEvent)]
    impl Score {
        fn add(&mut self, event: &AddedV2) {
            self.total += event.points;
            self.reasons.push(event.why.clone());
        }
    }
}

#[test]
fn an_event_versioned_up_reads_every_older_log_and_goes_on_in_it() {
    block_on(async {
        let log = written_by::<first::Score>().await;
        let (scores, stack) = over(&log).machine_of::<versioned_up::Score>();
        let score = scores.load("1").await.unwrap();
        assert_eq!((score.total, score.reasons.len(), score.reasons[0].as_str()), (55, 10, "unknown"));
        let penalty = versioned_up::AddedV2 { points: -5, why: "late".to_owned() };
        scores.dispatch("1", penalty).await.unwrap();
        drop(stack);
        let (scores, _stack) = over(&log).machine_of::<versioned_up::Score>();
        assert_eq!(scores.load("1").await.unwrap().total, 50);
        // The older release meets an event of a newer version: an error with its place, not a guess.
        let (old, _stack) = over(&log).machine_of::<first::Score>();
        let error = old.load("1").await.unwrap_err();
        assert!(matches!(error, LoadError::Decode { position: 11, version: 11, .. }), "{error}");
    });
}
