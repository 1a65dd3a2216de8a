//! Replaying all streams of a machine: as loading each of them, on any number of threads.

use std::sync::{Arc, Mutex};

use chronostack::{
    id::StreamName,
    log::{Commit, EventKind, FileLog, Log, MemoryLog, NewRecord, StreamAppend},
    prelude::*,
    replay::{ReplayCause, ReplayError},
    stack::Replayed,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use crate::domain::{Order, paid, placed};

/// Counts, and panics or has no row where it is told to; its handlers look at `meta`.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    sum: u64,
    positions: u64,
    actors: Vec<String>,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    number: u64,
}

#[reducer(pub enum TallyEvent)]
impl Tally {
    fn added(&mut self, event: &Added, meta: &Meta) {
        assert!(event.number < 1_000, "{} is too much", event.number);
        self.sum += event.number;
        self.positions += meta.position;
        self.actors.extend(meta.actor.as_ref().map(ToString::to_string));
    }
}

const STREAMS: u64 = 13;

/// Numbers added to some streams in turn, at every third event by somebody.
fn fill(stack: &ChronoStack, numbers: impl IntoIterator<Item = u64>) {
    let log = stack.log().expect("the log is open");
    let kind = Arc::new(EventKind::from(&TallyEvent::TYPES[0]));
    for (turn, number) in (0..).zip(numbers) {
        let mut payload = Vec::new();
        Added { number }.encode(&mut payload).expect("an event that encodes");
        let mut record = NewRecord::new(kind.clone(), payload, Timestamp::UNIX_EPOCH);
        record.actor = (turn % 3 == 0).then(|| format!("actor {turn}").into());
        let stream = StreamName::new("tally", &(turn * turn % STREAMS).to_string()).expect("a name");
        let append = StreamAppend { stream, expected: None, idempotency_key: None, records: vec![record] };
        block_on(log.append(Commit::from(append))).expect("appended");
    }
}

fn replay(stack: &ChronoStack, threads: usize) -> Result<Replayed<Tally>, LoadError> {
    block_on(stack.machine::<Tally>().replay().threads(threads).into_future())
}

fn logs() -> (tempfile::TempDir, [ChronoStack; 2]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = FileLog::options().segment_bytes(2_000).open(folder.path().join("log")).expect("the log opens");
    let over = |builder: chronostack::stack::Builder| builder.build().expect("a runtime");
    let stacks = [over(ChronoStack::builder().log(file)), over(ChronoStack::builder().log(MemoryLog::new()))];
    (folder, stacks)
}

#[test]
fn every_state_is_the_one_that_loading_its_stream_gives() {
    let (_folder, stacks) = logs();
    for stack in stacks {
        fill(&stack, 0..300);
        let orders = stack.machine::<Order>();
        block_on(orders.dispatch("other", placed(5)).into_future()).expect("dispatched");
        block_on(orders.dispatch("other", paid(5)).into_future()).expect("dispatched");
        let replayed = replay(&stack, 1).expect("it replays");
        assert_eq!(replayed.position, 302);
        let tallies = stack.machine::<Tally>();
        let mut events = 0;
        for (stream, state) in &replayed.states {
            assert_eq!(&block_on(tallies.load(stream.id())).expect("loaded"), state);
            events += state.version;
        }
        assert_eq!(events, 300, "of this machine");
        for threads in [0, 2, 3, 8, 40] {
            assert_eq!(replay(&stack, threads).expect("it replays"), replayed, "{threads} threads");
        }
        let until = |position| block_on(tallies.replay().until(position).threads(2).into_future()).expect("it replays");
        assert_eq!(until(0).states, []);
        let then = until(100);
        assert_eq!((then.position, then.states.iter().map(|(_, state)| state.version).sum::<u64>()), (100, 100));
        for (stream, state) in &then.states {
            assert_eq!(&block_on(tallies.at(stream.id(), state.version)).expect("loaded"), state);
        }
        assert_eq!(until(u64::MAX), replayed);
    }
}

#[test]
fn an_error_is_the_first_of_the_log_whichever_thread_meets_it() {
    let (_folder, stacks) = logs();
    for stack in stacks {
        // Too much for the handler at four places, in different streams.
        fill(&stack, (0..200).map(|turn| if [61, 62, 130, 199].contains(&turn) { 5_000 } else { 1 }));
        for threads in 1..=6 {
            match replay(&stack, threads) {
                Err(LoadError::Replay { source: ReplayError { stream, position, event, cause, .. }, .. }) => {
                    assert_eq!((stream.id(), position, event), ((61 * 61 % STREAMS).to_string().as_str(), 62, "added"));
                    assert_eq!(cause, ReplayCause::Panicked { message: "5000 is too much".to_owned() });
                }
                other => panic!("{threads} threads: {other:?}"),
            }
        }
        let before = block_on(stack.machine::<Tally>().replay().until(61).threads(3).into_future());
        assert_eq!(before.expect("what lies before it replays").position, 61);
    }
}

#[test]
fn progress_never_turns_back_and_ends_at_the_end() {
    let stack = ChronoStack::in_memory();
    fill(&stack, (0..40_000).map(|_| 1));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = seen.clone();
    let replay = stack.machine::<Tally>().replay().progress(move |at| told.lock().expect("unharmed").push(at.position));
    block_on(replay.into_future()).expect("it replays");
    let seen = seen.lock().expect("unharmed");
    assert!(seen.len() > 2 && seen.is_sorted() && seen.last() == Some(&40_000), "{seen:?}");
}
