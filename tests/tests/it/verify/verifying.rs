//! What a divergence says, against the truth.

use std::sync::Arc;

use chronostack::{
    History,
    diff::Diff,
    history::Divergence,
    log::{FileLog, Log, MemoryLog},
    machine::Reducer,
    prelude::*,
    stack::VerifyError,
};
use pollster::block_on;

use super::{
    renamed,
    till::{Counted, Sold, changed, clocked, recorded, reworded, sales, walking},
};

/// A machine of its own runtime, which lasts as long as the test: the log is many runtimes' here.
fn machine<R: Reducer>(log: &Arc<dyn Log>, snapshots: Snapshots) -> Machine<R> {
    let fingerprints = Fingerprints::every(10);
    let builder = ChronoStack::builder().log(Arc::clone(log)).snapshots(snapshots).fingerprints(fingerprints);
    let stack = builder.build().expect("built");
    let machine = stack.machine();
    std::mem::forget(stack);
    machine
}

fn memory() -> Arc<dyn Log> {
    Arc::new(MemoryLog::new())
}

/// Records sales under the rules of then; sale `dear` is the one that the changed rule treats otherwise.
fn record(log: &Arc<dyn Log>, snapshots: Snapshots, id: &str, count: u64, dear: u64) {
    let tills = machine::<recorded::Till>(log, snapshots);
    for sold in sales(count, dear) {
        block_on(tills.dispatch(id, sold).into_future()).expect("recorded");
    }
}

fn verify<R: Reducer>(log: &Arc<dyn Log>, id: &str) -> Divergence {
    match block_on(machine::<R>(log, Snapshots::never()).verify(id)).expect_err("it diverges") {
        VerifyError::Divergence(divergence) => *divergence,
        other => panic!("{other}"),
    }
}

fn at<R: Reducer>(log: &Arc<dyn Log>, id: &str, version: u64) -> R {
    block_on(machine::<R>(log, Snapshots::never()).at(id, version)).expect("the state").state
}

#[test]
fn what_was_recorded_is_reproduced() {
    let log = memory();
    record(&log, Snapshots::never(), "1", 64, 33);
    let till = machine::<recorded::Till>(&log, Snapshots::never());
    let verified = block_on(till.verify("1")).expect("it is what was recorded");
    assert_eq!((verified.events, verified.reproduced, verified.incomparable), (64, 6, 0));
    assert_eq!(verified.to_string(), "64 events replayed, 6 fingerprints reproduced");
    let story = block_on(till.history("1")).expect("the history");
    assert_eq!(story.verify().expect("the same"), verified);
    // What if: the states that were recorded are not those of this history, and its own are.
    let dear = story.without(33);
    assert_eq!(dear.verify().expect("its own").reproduced, 6);
    assert_eq!(dear.with(33, story.events()[32].event.clone()).verify().expect("its own").reproduced, 6);
}

#[test]
fn a_changed_rule_is_told_with_its_place_and_its_range() {
    let log = memory();
    record(&log, Snapshots::never(), "1", 64, 33);
    let divergence = verify::<changed::Till>(&log, "1");
    assert_eq!((divergence.stream.as_str(), divergence.version, divergence.position), ("till/1", 40, 40));
    assert_eq!((divergence.event, divergence.suspects.clone()), ("till.sold", 31..=40));
    assert_eq!(divergence.transition.expect("a transition").to_string(), "Open -> Open");
    // The labels: what was recorded is what the rules of then make, and what is replayed is what those of now make.
    let then = recorded::Till::machine().fingerprinter().expect("a shape");
    let of_then = then.fingerprint(&at::<recorded::Till>(&log, "1", 40)).expect("a fingerprint");
    let of_now = then.fingerprint(&at::<changed::Till>(&log, "1", 40)).expect("a fingerprint");
    assert_eq!((divergence.recorded, divergence.replayed), (of_then, of_now));
    assert!(divergence.diff.is_none(), "no snapshot holds the recorded state");
    let [handler] = &divergence.handlers[..] else { panic!("{:?}", divergence.handlers) };
    let place = handler.place.expect("a place");
    assert_eq!((handler.name, handler.events), ("sell", 10));
    assert!(place.file.ends_with("verify/till.rs"), "{place:?}");
    insta::assert_snapshot!(divergence.to_string().replace(&format!("{}:{}", place.file, place.line), "FILE:LINE"), @r"
    verify till/1 [CS0401]: the code makes another state of version 40 than was recorded
      recorded  a0c7d24445466141c7c6ca13e85b8982
      replayed  b4c01ed5fb77a6458d465122e85b8982
      event     40  till.sold  Open -> Open
      suspects  the events of versions 31 to 40: the state of version 30 is as recorded
                `sell` at FILE:LINE, 10 events
      the recorded state itself is not known: no snapshot holds it
    ");
}

#[test]
fn a_snapshot_of_the_recorded_state_shows_what_differs() {
    let log = memory();
    record(&log, Snapshots::every(3), "1", 34, 32);
    let divergence = verify::<changed::Till>(&log, "1");
    // Where a snapshot is taken, a fingerprint is recorded.
    assert_eq!((divergence.version, divergence.suspects.clone()), (33, 31..=33));
    let (then, now) = (at::<recorded::Till>(&log, "1", 33), at::<changed::Till>(&log, "1", 33));
    let diff = divergence.diff.expect("a snapshot holds the recorded state");
    assert_eq!(diff.to_string(), Diff::of_states(&then_as_now(&then), &now).to_string());
    insta::assert_snapshot!(diff, @r"
    Open
      ~ /sum  8729 -> 8679
    ");
}

/// Code that recorded nothing may take snapshots too: that its state is today's acquits no event before it.
#[test]
fn a_snapshot_of_code_that_did_not_record_excludes_nothing() {
    let log = memory();
    record(&log, Snapshots::never(), "1", 35, 32);
    assert_eq!(block_on(machine::<reworded::Till>(&log, Snapshots::every(1)).snapshot("1")).expect("taken"), Some(35));
    let tills = machine::<recorded::Till>(&log, Snapshots::never());
    for sold in sales(5, 0) {
        block_on(tills.dispatch("1", sold).into_future()).expect("recorded");
    }
    let divergence = verify::<changed::Till>(&log, "1");
    assert_eq!((divergence.version, divergence.suspects), (40, 31..=40));
    let report = block_on(machine::<changed::Till>(&log, Snapshots::never()).verify_all().into_future());
    assert_eq!(report.expect("verified").diverged[0].suspects, 31..=40);
}

/// A state that was renamed and kept its name on the wire: that the transitions have other names than they were recorded with says nothing.
#[test]
fn transitions_of_a_state_that_was_renamed_since_are_no_evidence() {
    let log = memory();
    record(&log, Snapshots::never(), "1", 40, 33);
    let divergence = verify::<renamed::Till>(&log, "1");
    assert_eq!(divergence.transition.expect("a transition").to_string(), "Opened -> Opened");
    assert_eq!((divergence.version, divergence.suspects), (40, 31..=40));
}

fn then_as_now(then: &recorded::Till) -> changed::Till {
    serde_json::from_value(serde_json::to_value(then).expect("JSON")).expect("the same shape")
}

/// A recorded transition is evidence too: the event that now goes elsewhere is no earlier than the one that made the states part.
#[test]
fn a_transition_that_goes_elsewhere_ends_the_range() {
    let log = memory();
    record(&log, Snapshots::never(), "1", 34, 33);
    let sum = match at::<recorded::Till>(&log, "1", 34) {
        recorded::Till::Open { sum, .. } => sum,
        other => panic!("{other:?}"),
    };
    let tills = machine::<recorded::Till>(&log, Snapshots::never());
    // Short by a cent when it was recorded; under the changed rule there is less that should be there.
    block_on(tills.dispatch("1", Counted { cents: sum - 1 }).into_future()).expect("recorded");
    for sold in sales(6, 0) {
        block_on(tills.dispatch("1", sold).into_future()).expect("recorded");
    }
    let divergence = verify::<changed::Till>(&log, "1");
    assert_eq!((divergence.version, divergence.suspects), (40, 31..=35));
    let handlers: Vec<_> = divergence.handlers.iter().map(|handler| (handler.name, handler.events)).collect();
    assert_eq!(handlers, [("sell", 4), ("count", 1)]);
}

#[test]
fn lines_that_were_exported_are_verified_too() {
    let log = memory();
    record(&log, Snapshots::never(), "1", 25, 12);
    let lines = block_on(machine::<recorded::Till>(&log, Snapshots::never()).history("1")).expect("read").to_jsonl();
    let same = History::<recorded::Till>::from_jsonl(&lines).expect("it is read");
    assert_eq!(same.verify().expect("it is what was recorded").reproduced, 2);
    let other = History::<changed::Till>::from_jsonl(&lines).expect("it is read");
    let divergence = other.verify().expect_err("it diverges");
    assert_eq!((divergence.version, divergence.suspects), (20, 11..=20));
}

/// The planted faults that no token scan sees: both end in another state than the one that was recorded.
#[test]
fn a_walk_through_a_hash_map_and_a_hidden_clock_are_caught() {
    let log = memory();
    let (clocks, walks) =
        (machine::<clocked::Till>(&log, Snapshots::never()), machine::<walking::Till>(&log, Snapshots::never()));
    for sold in sales(40, 0) {
        block_on(clocks.dispatch("clock", sold.clone()).into_future()).expect("recorded");
        block_on(walks.dispatch("walk", sold).into_future()).expect("recorded");
    }
    assert_eq!(verify::<clocked::Till>(&log, "clock").suspects, 1..=10);
    // Each map has a seed of its own, so that the items of the first ten sales come in another order.
    assert_eq!(verify::<walking::Till>(&log, "walk").suspects, 1..=10);
}

#[test]
fn a_whole_log_is_verified_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let file: Arc<dyn Log> = Arc::new(FileLog::open(folder.path().join("log")).expect("it opens"));
    for log in [file, memory()] {
        for (id, dear) in [("a", 0), ("b", 12), ("c", 0), ("d", 25), ("e", 29)] {
            record(&log, Snapshots::never(), id, 29, dear);
        }
        let tills = machine::<changed::Till>(&log, Snapshots::never());
        for threads in [1, 3] {
            let report = block_on(tills.verify_all().threads(threads).into_future()).expect("verified");
            assert_eq!((report.streams, report.verified.events), (5, 145));
            let diverged: Vec<_> =
                report.diverged.iter().map(|d| (d.stream.id().to_owned(), d.version, d.suspects.clone())).collect();
            // The one of stream `e` stands behind its last fingerprint.
            assert_eq!(diverged, [("b".to_owned(), 20, 11..=20)]);
            assert_eq!(report.verified.reproduced, 9);
        }
        let sound = block_on(machine::<recorded::Till>(&log, Snapshots::never()).verify_all().into_future());
        assert!(sound.expect("verified").diverged.is_empty());
    }
}

/// A state that got a field has other fingerprints without any rule having changed: that is said, and is no divergence.
#[test]
fn a_state_of_another_shape_is_not_compared() {
    let log = memory();
    record(&log, Snapshots::never(), "1", 25, 12);
    let lines = block_on(machine::<recorded::Till>(&log, Snapshots::never()).history("1")).expect("read").to_jsonl();
    let verified = History::<Grown>::from_jsonl(&lines).expect("it is read").verify().expect("nothing to compare");
    assert_eq!((verified.reproduced, verified.incomparable), (0, 2));
    insta::assert_snapshot!(verified, @"25 events replayed, 0 fingerprints reproduced, 2 not comparable, as they are of another machine, of a state of another shape, or behind an event that is passed over");
}

#[derive(State, Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
struct Grown {
    sum: u64,
    sales: u64,
}

#[chronostack::reducer(enum GrownEvent, stream = "till")]
impl Grown {
    fn sold(&mut self, event: &Sold) {
        self.sum += event.cents;
        self.sales += 1;
    }

    fn counted(&mut self, _event: &Counted) {}
}
