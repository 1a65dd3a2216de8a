//! Replaying twice gives equal states.

use std::thread;

use crate::{
    event::{Event, Recorded},
    history::History,
    machine::Reducer,
    replay::fold_with,
    testing::{
        law::Moved,
        states::{canonical_bytes, difference},
        suite::Suite,
    },
};

pub(super) fn law<R: Reducer>(suite: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    let here = run::<R>(events);
    // Another thread has other thread-locals; each run has other hash seeds.
    let there = thread::scope(|scope| scope.spawn(|| run::<R>(events)).join());
    let Ok(there) = there else { return Err("the second replay ended in a panic".to_owned()) };
    let differs = here.states.iter().zip(&there.states).position(|(a, b)| a != b);
    let first = differs.unwrap_or(here.states.len().min(there.states.len()));
    let ended_alike = here.states.len() == there.states.len();
    if differs.is_none() && ended_alike && suite.same(&here.last, &there.last) {
        return Ok(());
    }
    let event = events.get(first).or(events.last()).map_or("", |recorded| recorded.event.event_type().name);
    let version = (first + 1).min(events.len());
    Err(format!(
        "two replays differ, at the latest after version {version} (`{event}`): the reducer does not depend on events \
         alone; from the first replay's last state to the second's:\n{}",
        difference(&here.last, &there.last)
    ))
}

struct Run<R> {
    /// The canonical bytes' hash after each event; `None` where a state cannot be written.
    states: Vec<Option<u128>>,
    last: R,
}

fn run<R: Reducer>(events: &[Recorded<R::Event>]) -> Run<R> {
    let mut last = R::default();
    let mut states = Vec::with_capacity(events.len());
    // Where the machine does not tell its state's shape, equal sets cannot be told from different lists.
    let known = R::machine().state_schema.is_some();
    let hash = |state: &R| canonical_bytes(state).filter(|_| known).map(|bytes| xxhash_rust::xxh3::xxh3_128(&bytes));
    // An event that does not fold ends both runs at one place, or the lengths differ.
    let _ = fold_with(&mut last, events, |_, _, state| states.push(hash(state)));
    Run { states, last }
}

/// The handler, asked once more, makes the same of it.
pub(super) fn of_event<R: Reducer>(suite: &Suite<R>, moved: &Moved<'_, R>) -> Result<(), String> {
    let mut again = moved.before.clone();
    let _ = again.reduce(moved.event, &History::<R>::made_up_meta(moved.version));
    if suite.same(moved.after, &again) {
        return Ok(());
    }
    Err(format!(
        "the handler, asked twice, gives different states; from the first to the second:\n{}",
        difference(moved.after, &again)
    ))
}
