//! How far a seek replays in a long stream: from a snapshot that is never far.

use std::{cell::Cell, sync::Arc};

use chronostack::{
    log::{FileLog, Log, MemoryLog},
    prelude::*,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

const EVENTS: u64 = 30_000;
/// The farthest that old snapshots of a small state stand apart.
const APART: u64 = 2_048;

thread_local! {
    static REDUCTIONS: Cell<u64> = const { Cell::new(0) };
}

fn reduced() {
    REDUCTIONS.set(REDUCTIONS.get() + 1);
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "tally.counted")]
pub struct Counted;

macro_rules! tally {
    ($module:ident, $revision:literal) => {
        mod $module {
            use super::*;

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub struct Tally {
                pub count: u64,
            }

            #[reducer(pub enum TallyEvent, revision = $revision)]
            impl Tally {
                fn counted(&mut self, _event: &Counted) {
                    reduced();
                    self.count += 1;
                }
            }
        }
    };
}

tally!(before, 1);
tally!(after, 2);

fn stack(log: &Arc<dyn Log>, snapshots: Snapshots) -> ChronoStack {
    ChronoStack::builder().log(log.clone()).snapshots(snapshots).build().unwrap()
}

fn fill(stack: &ChronoStack) {
    let machine = stack.machine::<before::Tally>();
    for _ in 0..EVENTS / 500 {
        block_on(machine.decide("1", |_| Ok::<_, ()>(vec![Counted.into(); 500]))).unwrap();
    }
}

fn logs(folder: &TempDir) -> [Arc<dyn Log>; 2] {
    [Arc::new(MemoryLog::new()), Arc::new(FileLog::open(folder.path().join("log")).unwrap())]
}

/// The reductions of a seek.
fn seek<R: Reducer>(stack: &ChronoStack, version: u64, count: impl Fn(&R) -> u64) -> u64 {
    let before = REDUCTIONS.get();
    assert_eq!(count(&block_on(stack.machine::<R>().at("1", version)).unwrap()), version);
    REDUCTIONS.get() - before
}

fn count_before(tally: &before::Tally) -> u64 {
    tally.count
}

fn count_after(tally: &after::Tally) -> u64 {
    tally.count
}

#[test]
fn any_version_is_near_a_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    for log in logs(&folder) {
        let stack = stack(&log, Snapshots::every(500));
        fill(&stack);
        let mut rng = fastrand::Rng::with_seed(3);
        for version in std::iter::repeat_with(|| rng.u64(0..=EVENTS)).take(300).chain([0, 1, EVENTS]) {
            let took = seek(&stack, version, count_before);
            assert!(took <= APART, "{took} reductions to version {version}");
        }
        for version in EVENTS - 1_000..EVENTS - 990 {
            let took = seek(&stack, version, count_before);
            assert!(took <= 500, "{took} reductions to version {version}, one of the newest");
        }
    }
}

/// Snapshots were just turned on, or the reducer has changed: the first seek replays all, and those after it no more than others.
#[test]
fn a_long_way_is_gone_once() {
    let folder = tempfile::tempdir().unwrap();
    for log in logs(&folder) {
        let without = stack(&log, Snapshots::never());
        fill(&without);
        assert_eq!(seek(&without, EVENTS - 1, count_before), EVENTS - 1);
        let stack = stack(&log, Snapshots::every(500));
        let ways: [fn(&ChronoStack, u64) -> u64; 2] =
            [|stack, to| seek(stack, to, count_before), |stack, to| seek(stack, to, count_after)];
        for way in ways {
            assert_eq!(way(&stack, EVENTS - 1), EVENTS - 1);
            let mut rng = fastrand::Rng::with_seed(3);
            for version in (0..100).map(|_| rng.u64(0..EVENTS)) {
                let took = way(&stack, version);
                assert!(took <= APART, "{took} reductions to version {version}");
            }
        }
    }
}
