//! Histories in which each event is legal when it happens.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    history::History,
    machine::{Outcome, Reducer},
    testing::random::propose::Proposer,
};

/// Events of a random history, at the most.
const EVENTS_MAX: usize = 24;

/// Proposals for one event, until one is legal.
const PROPOSALS_MAX: usize = 30;

/// The state after `event`, if `dispatch` would record it as `version`: it is legal, not ignored, and nothing panics.
fn step<R: Reducer>(state: &R, version: u64, event: &R::Event) -> Option<R> {
    let meta = History::<R>::made_up_meta(version);
    let stepped = catch_unwind(AssertUnwindSafe(|| {
        state.check(event).ok()?;
        let mut after = state.clone();
        matches!(after.reduce(event, &meta), Outcome::Applied { .. }).then_some(after)
    }));
    // What it panicked with is not the laws' business: `dispatch` gives it back as an error and records nothing.
    stepped.ok()?
}

/// Whether each event is legal when it happens.
pub(super) fn is_legal<R: Reducer>(events: &[R::Event]) -> bool {
    let mut versions = 1..;
    events.iter().try_fold(R::default(), |state, event| step(&state, versions.next()?, event)).is_some()
}

/// A random history of legal events; it ends early where none is found.
pub(super) fn history<R: Reducer>(proposer: &mut Proposer<'_>) -> Vec<R::Event> {
    let mut state = R::default();
    let mut events = Vec::new();
    let length = proposer.rng.usize(1..=EVENTS_MAX);
    while events.len() < length {
        let version = events.len() as u64 + 1;
        let mut proposals = (0..PROPOSALS_MAX).filter_map(|_| proposer.propose(&state));
        let legal = proposals.find_map(|event: R::Event| step(&state, version, &event).map(|after| (event, after)));
        let Some((event, after)) = legal else { break };
        state = after;
        events.push(event);
    }
    events
}

/// The events as they would be recorded.
pub(super) fn recorded<R: Reducer>(events: &[R::Event]) -> History<R> {
    History::from_events(events.iter().cloned())
}
