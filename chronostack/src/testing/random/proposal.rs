//! Random events: of the kinds that the state has rows for, with values that the state knows.

use fastrand::Rng;
use proptest::strategy::ValueTree as _;
use serde_json::Value;

use crate::{
    event::Event,
    machine::Reducer,
    schema::sample,
    testing::{
        payload::{leaves_mut, parse},
        random::payload_tree::PayloadTree,
        states::{alike, known_values},
    },
};

/// How many values one event holds, about.
const SIZE: usize = 30;

/// An event that may or may not be legal. Some of its values are those of the state that it meets, whatever they are by then.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    /// The index of its type.
    index: usize,
    pub(super) payload: PayloadTree,
    links: Vec<Link>,
}

/// A value of the payload that is one of the state's, or one near it: guards compare the two.
#[derive(Clone, Copy, Debug)]
struct Link {
    /// The place among the payload's values without parts.
    leaf: usize,
    /// The place among the state's values of the same kind.
    known: usize,
    take: Take,
}

#[derive(Clone, Copy, Debug)]
enum Take {
    Same,
    /// One less.
    Below,
    /// So many of 2^32 parts.
    Part(u32),
}

impl Proposal {
    /// A random one, to meet `state`. `recorded` are payloads of recorded histories, by the index of their type.
    pub(super) fn new<R: Reducer>(state: &R, recorded: &[Vec<Value>], rng: &mut Rng) -> Option<Self> {
        let index = index(state, rng)?;
        let known = rng.u8(..3) == 0;
        let recorded = recorded.get(index).map(Vec::as_slice).unwrap_or_default();
        let mut payload = match rng.choice(recorded).filter(|_| known) {
            Some(payload) => payload.clone(),
            None => sample((R::Event::TYPES[index].schema)(), rng, SIZE)?,
        };
        let known = known_values(state);
        let mut links = Vec::new();
        let mut leaf = 0;
        leaves_mut(&mut payload, &mut |value| {
            let count = known.iter().filter(|other| alike(other, value)).count();
            if count > 0 && rng.u8(..3) == 0 {
                let take = match rng.u8(..3) {
                    0 => Take::Same,
                    1 => Take::Below,
                    _ => Take::Part(rng.u32(..)),
                };
                links.push(Link { leaf, known: rng.usize(..count), take });
            }
            leaf += 1;
        });
        Some(Self { index, payload: PayloadTree::new(payload), links })
    }

    /// The event, to meet `state`; `None` where its type refuses the values.
    pub(super) fn event<R: Reducer>(&self, state: &R) -> Option<R::Event> {
        parse(self.index, &self.payload(state).to_string()).ok()
    }

    /// The same to meet `state`, without looking at it.
    pub(super) fn settled<R: Reducer>(&self, state: &R) -> Self {
        Self { index: self.index, payload: PayloadTree::new(self.payload(state)), links: Vec::new() }
    }

    fn payload<R: Reducer>(&self, state: &R) -> Value {
        let mut payload = self.payload.current();
        if !self.links.is_empty() {
            let known = known_values(state);
            let mut leaf = 0;
            leaves_mut(&mut payload, &mut |value| {
                if let Some(link) = self.links.iter().find(|link| link.leaf == leaf) {
                    link.follow(value, &known);
                }
                leaf += 1;
            });
        }
        payload
    }
}

impl Link {
    fn follow(self, value: &mut Value, known: &[Value]) {
        // Where the state no longer has such a value, the payload keeps its own.
        let Some(found) = known.iter().filter(|other| alike(other, value)).nth(self.known) else { return };
        *value = match (found.as_u64(), self.take) {
            (Some(number), Take::Below) => number.saturating_sub(1).into(),
            (Some(number), Take::Part(part)) => part_of(number, part).into(),
            _ => found.clone(),
        };
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a part is no more than the whole")]
fn part_of(number: u64, part: u32) -> u64 {
    ((u128::from(number) * u128::from(part)) >> 32) as u64
}

/// The type of the event: most often one that the state has a row for.
fn index<R: Reducer>(state: &R, rng: &mut Rng) -> Option<usize> {
    let machine = R::machine();
    let present = state.state_name();
    let rows = machine.transitions.iter().filter(|row| !row.retired && row.from.contains(&present));
    let names: Vec<&str> = rows.flat_map(|row| row.events.iter().copied()).collect();
    let fitting = (0..R::Event::TYPES.len()).filter(|index| names.contains(&R::Event::TYPES[*index].name));
    match rng.choice(fitting.collect::<Vec<_>>()) {
        Some(index) if machine.is_enum && rng.u8(..8) > 0 => Some(index),
        _ => rng.choice(0..R::Event::TYPES.len()),
    }
}
