//! The events that are tried in a state.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    event::Event,
    machine::{Cell, Reducer},
    schema::edges,
    testing::{
        payload::{json, leaves_mut, parse},
        states::{alike, known_values},
        suite::Suite,
    },
};

/// Payloads of recorded histories that are taken, of each type.
const RECORDED_MAX: usize = 8;

/// Values of a state that are tried in the place of one of a payload's.
const KNOWN_MAX: usize = 8;

/// Events made of payloads at the edges of their types and of recorded ones, and such that hold what the state holds.
pub(super) struct Payloads<R: Reducer> {
    /// Those that are the same in each state.
    pub(super) fixed: Vec<R::Event>,
    /// Their types' indexes and payloads.
    known: BTreeSet<(usize, String)>,
    /// The plainest payload of each type, by its index.
    plain: Vec<(usize, Value)>,
}

impl<R: Reducer> Payloads<R> {
    pub(super) fn new(suite: &Suite<R>) -> Self {
        let mut payloads: Vec<Vec<Value>> =
            R::Event::TYPES.iter().map(|event_type| edges((event_type.schema)())).collect();
        let plain =
            payloads.iter().enumerate().filter_map(|(index, all)| Some((index, all.first()?.clone()))).collect();
        let most: Vec<usize> = payloads.iter().map(|all| all.len() + RECORDED_MAX).collect();
        for (_, history) in suite.readable() {
            for recorded in history.events() {
                let index = recorded.event.type_index();
                if let Ok(payload) = json(&recorded.event)
                    && payloads[index].len() < most[index]
                    && !payloads[index].contains(&payload)
                {
                    payloads[index].push(payload);
                }
            }
        }
        let all = payloads.iter().enumerate().flat_map(|(index, all)| all.iter().map(move |payload| (index, payload)));
        let texts: Vec<(usize, String)> = all.map(|(index, payload)| (index, payload.to_string())).collect();
        let fixed = texts.iter().filter_map(|(index, payload)| parse(*index, payload).ok()).collect();
        Self { fixed, known: texts.into_iter().collect(), plain }
    }

    /// Whether events of that type may be legal in `state` at all.
    pub(super) fn has_row(state: &R, event: &str) -> bool {
        let machine = R::machine();
        // A reducer by hand need not list its rows.
        machine.transitions.is_empty()
            || matches!(machine.cell(state.state_name(), event), Cell::Handled { retired: false, .. })
    }

    /// Events with values that `state` holds: guards compare the two.
    pub(super) fn of_state(&self, state: &R) -> Vec<R::Event> {
        let known = known_values(state);
        let fitting = self.plain.iter().filter(|(index, _)| Self::has_row(state, R::Event::TYPES[*index].name));
        let events = fitting.flat_map(|(index, plain)| {
            let payloads = with_known(plain, &known);
            let keys = payloads.into_iter().map(|payload| (*index, payload));
            let others = keys.filter(|key| !self.known.contains(key));
            others.filter_map(|(index, payload)| parse(index, &payload).ok())
        });
        events.collect()
    }
}

/// `plain` with one value replaced by one of `known`, and with all of them replaced.
fn with_known(plain: &Value, known: &[Value]) -> BTreeSet<String> {
    let mut leaves = 0;
    leaves_mut(&mut plain.clone(), &mut |_| leaves += 1);
    let replaced = |nth: usize, place: Option<usize>| {
        let mut payload = plain.clone();
        let mut leaf = 0;
        leaves_mut(&mut payload, &mut |value| {
            if place.is_none_or(|place| place == leaf)
                && let Some(found) = known.iter().filter(|known| alike(known, value)).nth(nth)
            {
                *value = found.clone();
            }
            leaf += 1;
        });
        payload
    };
    let all = (0..known.len().min(KNOWN_MAX))
        .flat_map(|nth| (0..leaves).map(Some).chain([None]).map(move |place| (nth, place)))
        .map(|(nth, place)| replaced(nth, place))
        .filter(|payload| payload != plain);
    all.map(|payload| payload.to_string()).collect()
}
