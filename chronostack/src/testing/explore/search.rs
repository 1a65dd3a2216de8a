//! Breadth first: the first history that breaks a law is a shortest one.

use std::{
    collections::{BTreeMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use xxhash_rust::xxh3::xxh3_128;

use crate::{
    event::Event,
    machine::Reducer,
    replay::panic_message,
    testing::{
        attempt::{Attempt, attempt},
        counterexample::counterexample,
        coverage::{By, Coverage},
        explore::{
            explored::{Explored, Stop},
            payloads::Payloads,
        },
        law::{EventLaw, Moved},
        states::canonical_bytes,
        suite::Suite,
        words,
    },
};

/// States that are looked at.
const STATES_MAX: usize = 2_000;

/// How long that may take.
const TIME_MAX: Duration = Duration::from_millis(300);

/// How often handlers may panic over one payload, until it is given up: to catch a panic takes long.
const PANICS_MAX: usize = 2;

/// A state, and how it was reached.
struct Node<R: Reducer> {
    state: R,
    events: u64,
    /// The node it was reached from, and the event.
    by: Option<(usize, R::Event)>,
}

/// Goes from state to state, and asks the laws wherever it has not been. `Err` tells a shortest history that breaks one.
pub(in crate::testing) fn explore<R: Reducer>(
    suite: &Suite<R>,
    laws: &[(&'static str, EventLaw<R>)],
    coverage: &mut Coverage,
) -> Result<Explored, String> {
    let started = Instant::now();
    let payloads = Payloads::new(suite);
    let mut explored = Explored {
        laws: laws.iter().map(|(name, _)| *name).collect(),
        states: 1,
        payloads: payloads.fixed.len(),
        events: 0,
        stopped: None,
        panics: BTreeMap::new(),
    };
    let mut panics = vec![0; payloads.fixed.len()];
    let mut nodes = vec![Node { state: R::default(), events: 0, by: None }];
    let mut seen = HashSet::from([identity(&R::default())]);
    let mut next = 0;
    while next < nodes.len() {
        let Node { state, events, .. } = &nodes[next];
        let (state, version) = (state.clone(), events + 1);
        explored.events = *events;
        let of_state = payloads.of_state(&state);
        for (index, event) in payloads.fixed.iter().chain(&of_state).enumerate() {
            if nodes.len() >= STATES_MAX {
                explored.stopped = Some(Stop::States(STATES_MAX));
            } else if started.elapsed() > TIME_MAX {
                explored.stopped = Some(Stop::Time(TIME_MAX));
            }
            if explored.stopped.is_some() {
                return Ok(explored);
            }
            let name = event.event_type().name;
            if !Payloads::has_row(&state, name) || panics.get(index).is_some_and(|panics| *panics >= PANICS_MAX) {
                continue;
            }
            let (after, transition) = match attempt(&state, version, event) {
                Attempt::Legal(after, transition) => (after, transition),
                Attempt::Refused => continue,
                Attempt::Panicked(message) => {
                    panics.get_mut(index).into_iter().for_each(|panics| *panics += 1);
                    explored.panics.entry((name, state.state_name())).or_insert(message);
                    continue;
                }
            };
            let is_first = coverage.count(name, transition, By::Explored);
            let is_new = seen.insert(identity(&after));
            if !is_first && !is_new {
                continue;
            }
            let moved = Moved { event, transition, before: &state, after: &after, version };
            if let Some((law, reason)) = broken(suite, laws, &moved) {
                let events = history(&nodes, next, event);
                let reason = format!("version {version} (`{name}`): {reason}");
                let found = format!("a shortest history that does ({})", words::events(events.len()));
                return Err(counterexample(suite, law, &reason, &found, &events));
            }
            if is_new {
                nodes.push(Node { state: after, events: version, by: Some((next, event.clone())) });
                explored.states += 1;
            }
        }
        next += 1;
    }
    Ok(explored)
}

/// The first law that does not hold, and why.
fn broken<R: Reducer>(
    suite: &Suite<R>,
    laws: &[(&'static str, EventLaw<R>)],
    moved: &Moved<'_, R>,
) -> Option<(&'static str, String)> {
    laws.iter().find_map(|(name, law)| {
        let asked = catch_unwind(AssertUnwindSafe(|| law(suite, moved)));
        let answer = asked.unwrap_or_else(|panic| Err(format!("it panicked: {}", panic_message(panic.as_ref()))));
        Some((*name, answer.err()?))
    })
}

/// The events that lead to `node`, and `last`.
fn history<R: Reducer>(nodes: &[Node<R>], node: usize, last: &R::Event) -> Vec<R::Event> {
    let mut events = vec![last.clone()];
    let mut node = &nodes[node];
    while let Some((parent, event)) = &node.by {
        events.push(event.clone());
        node = &nodes[*parent];
    }
    events.reverse();
    events
}

/// Equal for equal states. One that cannot be written is taken for any other such; that it cannot is told by a law.
fn identity<R: Reducer>(state: &R) -> Option<u128> {
    canonical_bytes(state).map(|bytes| xxh3_128(&bytes))
}
