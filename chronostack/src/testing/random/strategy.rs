//! Legal histories as a strategy of proptest's.

use std::{fmt, marker::PhantomData};

use fastrand::Rng;
use proptest::{
    prelude::RngExt as _,
    strategy::{NewTree, Strategy},
    test_runner::TestRunner,
};
use serde_json::Value;

use crate::{
    event::Event,
    machine::Reducer,
    testing::{
        attempt::attempt,
        payload::json,
        random::{proposal::Proposal, tree::HistoryTree},
        suite::Suite,
    },
};

/// Events of a random history, at the most.
const EVENTS_MAX: usize = 24;

/// Proposals for one event, until one is legal.
const PROPOSALS_MAX: usize = 30;

/// Random legal histories of a machine, for your own `proptest!`: lists of events, each of which a dispatch would record when
/// its turn comes. A failure shrinks to the shortest list found, with the plainest values, and stays legal.
///
/// ```
/// use chronostack::{history::History, prelude::*, testing::histories};
/// use proptest::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Added {
///     amount: u32,
/// }
///
/// #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
/// struct Counter {
///     total: u64,
/// }
///
/// #[reducer(enum CounterEvent)]
/// impl Counter {
///     fn added(&mut self, event: &Added) {
///         self.total += u64::from(event.amount);
///     }
/// }
///
/// // In a test, by `proptest! { #[test] fn it_never_falls(events in histories::<Counter>()) { .. } }`.
/// proptest!(|(events in histories::<Counter>())| {
///     let story = History::<Counter>::from_events(events);
///     for step in story.steps() {
///         prop_assert!(step.after().total >= step.before().total);
///     }
/// });
/// ```
///
/// The kinds of the events follow from the machine's rows, their payloads from their schemas, and some values from the state
/// that they meet, since guards compare the two.
pub fn histories<R: Reducer>() -> Histories<R> {
    Histories { recorded: Vec::new(), machine: PhantomData }
}

/// A strategy; see [`histories`].
pub struct Histories<R> {
    /// Payloads of recorded histories, by the index of their type.
    recorded: Vec<Vec<Value>>,
    machine: PhantomData<fn() -> R>,
}

impl<R: Reducer> Histories<R> {
    /// Takes payloads of recorded histories now and then.
    pub(super) fn like_recorded(suite: &Suite<R>) -> Self {
        let mut recorded = vec![Vec::new(); R::Event::TYPES.len()];
        for (_, history) in suite.readable() {
            for event in history.events() {
                recorded[event.type_index()].extend(json(&event.event).ok());
            }
        }
        Self { recorded, machine: PhantomData }
    }
}

impl<R> Clone for Histories<R> {
    fn clone(&self) -> Self {
        Self { recorded: self.recorded.clone(), machine: PhantomData }
    }
}

impl<R: Reducer> fmt::Debug for Histories<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "histories::<{}>()", R::machine().name)
    }
}

impl<R: Reducer> Strategy for Histories<R> {
    type Tree = HistoryTree<R>;
    type Value = Vec<R::Event>;

    /// A history ends early where no legal event is found.
    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let rng = &mut Rng::with_seed(runner.rng().random());
        let mut state = R::default();
        let mut proposals = Vec::new();
        let length = rng.usize(1..=EVENTS_MAX);
        while proposals.len() < length {
            let version = proposals.len() as u64 + 1;
            let legal = (0..PROPOSALS_MAX).find_map(|_| {
                let proposal = Proposal::new(&state, &self.recorded, rng)?;
                let after = attempt(&state, version, &proposal.event(&state)?).legal()?;
                Some((proposal, after))
            });
            let Some((proposal, after)) = legal else { break };
            state = after;
            proposals.push(proposal);
        }
        Ok(HistoryTree::new(proposals))
    }
}
