//! Random events: of the kinds that the state has rows for, with values that the state knows.

use fastrand::Rng;
use serde_json::Value;

use crate::{
    event::Event,
    machine::Reducer,
    schema::sample,
    testing::{
        payload::{json, leaves_mut, parse},
        suite::Suite,
    },
};

/// How many values one event holds, about.
const SIZE: usize = 30;

pub(super) struct Proposer<'a> {
    pub(super) rng: &'a mut Rng,
    /// Payloads of the recorded histories, by the index of their type.
    recorded: Vec<Vec<Value>>,
}

impl<'a> Proposer<'a> {
    pub(super) fn new<R: Reducer>(suite: &Suite<R>, rng: &'a mut Rng) -> Self {
        let mut recorded = vec![Vec::new(); R::Event::TYPES.len()];
        for (_, history) in suite.readable() {
            for event in history.events() {
                recorded[event.type_index()].extend(json(&event.event).ok());
            }
        }
        Self { rng, recorded }
    }

    /// An event that may or may not be legal; `None` for one whose type refuses the values.
    pub(super) fn propose<R: Reducer>(&mut self, state: &R) -> Option<R::Event> {
        let index = self.index(state)?;
        let known = self.rng.u8(..3) == 0;
        let mut payload = match self.rng.choice(&self.recorded[index]).filter(|_| known) {
            Some(payload) => payload.clone(),
            None => sample((R::Event::TYPES[index].schema)(), self.rng, SIZE)?,
        };
        let mut leaves = Vec::new();
        leaves_mut(&mut crate::diff::to_value(state), &mut |leaf| leaves.push(leaf.take()));
        leaves_mut(&mut payload, &mut |leaf| self.mix(leaf, &leaves));
        parse(index, &payload.to_string()).ok()
    }

    /// The type of the event: most often one that the state has a row for.
    fn index<R: Reducer>(&mut self, state: &R) -> Option<usize> {
        let machine = R::machine();
        let present = state.state_name();
        let rows = machine.transitions.iter().filter(|row| !row.retired && row.from.contains(&present));
        let names: Vec<&str> = rows.flat_map(|row| row.events.iter().copied()).collect();
        let fitting = (0..R::Event::TYPES.len()).filter(|index| names.contains(&R::Event::TYPES[*index].name));
        match self.rng.choice(fitting.collect::<Vec<_>>()) {
            Some(index) if machine.is_enum && self.rng.u8(..8) > 0 => Some(index),
            _ => self.rng.choice(0..R::Event::TYPES.len()),
        }
    }

    /// Replaces a value by one that the state holds, or one near it: guards compare the two.
    fn mix(&mut self, leaf: &mut Value, known: &[Value]) {
        if self.rng.u8(..3) > 0 {
            return;
        }
        let alike = |other: &&Value| std::mem::discriminant(*other) == std::mem::discriminant(leaf);
        let Some(found) = self.rng.choice(known.iter().filter(alike).collect::<Vec<_>>()) else { return };
        *leaf = match found.as_u64() {
            Some(number) => match self.rng.u8(..3) {
                0 => number.into(),
                1 => number.saturating_sub(1).into(),
                _ => self.rng.u64(..=number).into(),
            },
            None => found.clone(),
        };
    }
}
