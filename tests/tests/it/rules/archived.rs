//! Machines over a log whose first segments are archived: right, or a named error.

use std::sync::Arc;

use chronostack::{
    Timestamp,
    id::EventId,
    log::{ArchiveError, FileLog, Log, ReadError},
    prelude::*,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "score.added")]
struct Added {
    points: u64,
}

/// A release of the machine `Score`.
macro_rules! release {
    ($name:ident, $factor:literal) => {
        mod $name {
            use super::*;

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub struct Score {
                pub total: u64,
            }

            #[reducer(pub enum ScoreEvent)]
            impl Score {
                fn add(&mut self, event: &Added) {
                    self.total += $factor * event.points;
                }
            }
        }
    };
}

release!(first, 1);
release!(changed, 2);

const STREAMS: u64 = 6;

fn open(folder: &tempfile::TempDir) -> Arc<FileLog> {
    Arc::new(FileLog::options().segment_bytes(500).open(folder.path().join("log")).unwrap())
}

fn stack(log: &Arc<FileLog>) -> ChronoStack {
    ChronoStack::builder().log(Arc::clone(log)).snapshots(Snapshots::every(1_000)).build().unwrap()
}

/// Adds points to every stream, each time under a key of its own.
async fn add(scores: &Machine<first::Score>, rounds: std::ops::Range<u64>) {
    for round in rounds {
        for stream in 0..STREAMS {
            let added = scores.dispatch(stream.to_string(), Added { points: round });
            added.idempotency_key(format!("round {round}")).await.unwrap();
        }
    }
}

fn is_archived<T: std::fmt::Debug>(answer: Result<T, LoadError>) -> bool {
    match answer {
        Err(LoadError::Read(error @ ReadError::Archived { .. })) => {
            error.to_string().contains("put the archived segments back")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn machines_go_on_from_snapshots_and_say_where_they_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let log = open(&folder);
    block_on(async {
        let stack = stack(&log);
        let scores = stack.machine::<first::Score>();
        add(&scores, 1..6).await;
        let refused = log.archive(31, &archive);
        assert!(matches!(refused, Err(ArchiveError::NoSnapshot { version: 1.., newest: None, .. })), "{refused:?}");
        for stream in 0..STREAMS {
            assert_eq!(scores.snapshot(stream.to_string()).await.unwrap(), Some(5));
        }
        add(&scores, 6..9).await;
        let refused = log.archive(31, log.path());
        assert!(matches!(refused, Err(ArchiveError::Taken { .. })), "{refused:?}");
        let other = FileLog::open(folder.path().join("other")).unwrap();
        let refused = log.archive(31, other.path());
        assert!(matches!(refused, Err(ArchiveError::Taken { .. })), "{refused:?}");
        let archived = log.archive(31, &archive).unwrap();
        assert!((10..=31).contains(&archived.first_kept), "{archived:?}");
        stack.close().await.unwrap();
    });
    drop(log);

    let log = open(&folder);
    block_on(async {
        let stack = stack(&log);
        let scores = stack.machine::<first::Score>();
        for stream in 0..STREAMS {
            let now = scores.load(stream.to_string()).await.unwrap();
            assert_eq!((now.version, now.state.total), (8, 36));
        }
        assert_eq!(scores.at("1", 5).await.unwrap().state.total, 15);
        assert_eq!(scores.at("1", 0).await.unwrap().state.total, 0);
        assert!(is_archived(scores.at("1", 1).await));
        assert_eq!(scores.as_of("1", Timestamp::now()).await.unwrap().state.total, 36);
        assert!(is_archived(scores.as_of("1", Timestamp::UNIX_EPOCH).await));
        assert!(is_archived(scores.history("1").await));
        assert!(scores.replay().await.is_err());
        assert!(is_archived(stack.machine::<changed::Score>().load("1").await), "its snapshot does not fit");

        let again = scores.dispatch("1", Added { points: 8 }).idempotency_key("round 8").await.unwrap();
        assert!(again.duplicate && again.version == 8);
        // Neither recorded twice nor answered with what is not known.
        let archived = scores.dispatch("1", Added { points: 1 }).idempotency_key("round 1").await;
        assert!(archived.unwrap_err().to_string().contains("archived"));
        let new = scores.dispatch("1", Added { points: 9 }).idempotency_key("round 9").await.unwrap();
        assert_eq!((new.version, new.state.total), (9, 45));
        let cause = |position| EventId { log: log.id(), position };
        let caused = scores.dispatch("1", Added { points: 0 }).caused_by(cause(1)).await.unwrap();
        let meta = &caused.events[0].meta;
        assert_eq!((&*meta.causes, meta.correlation), (&[cause(1)][..], cause(1)), "its chain is archived with it");
        for nothing in [0, meta.position + 1] {
            let refused = scores.dispatch("1", Added { points: 0 }).caused_by(cause(nothing)).await.unwrap_err();
            assert!(refused.to_string().contains("cause"), "{refused}");
        }
        stack.close().await.unwrap();
    });
    let into = log.path().to_owned();
    drop(log);

    for entry in std::fs::read_dir(&archive).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "segment") {
            std::fs::rename(&path, into.join(path.file_name().unwrap())).unwrap();
        }
    }
    let log = open(&folder);
    block_on(async {
        let stack = stack(&log);
        assert_eq!(stack.machine::<changed::Score>().load("1").await.unwrap().state.total, 90);
        assert_eq!(stack.machine::<first::Score>().at("1", 1).await.unwrap().state.total, 1);
        stack.close().await.unwrap();
    });
}
