//! Cuts a history that breaks a law down to what breaks it.

use serde_json::{Value, json};

use crate::{
    event::Event,
    machine::Reducer,
    testing::payload::{json as payload_of, parse},
};

/// How often the law is asked, at the most.
const TRIALS_MAX: usize = 2_000;

/// The shortest history found, with the plainest values found, for which `fails` still holds.
///
/// Events are removed in chunks that halve in size (Zeller and Hildebrandt's delta debugging, without its complement
/// step), then values are replaced by plainer ones.
pub(super) fn shrink<R: Reducer>(events: Vec<R::Event>, fails: impl Fn(&[R::Event]) -> bool) -> Vec<R::Event> {
    let trials = std::cell::Cell::new(0);
    let fails = |events: &[R::Event]| {
        trials.set(trials.get() + 1);
        trials.get() <= TRIALS_MAX && fails(events)
    };
    plainer(fewer(events, &fails), &fails)
}

fn fewer<E: Clone>(mut events: Vec<E>, fails: &impl Fn(&[E]) -> bool) -> Vec<E> {
    let mut chunk = events.len();
    while chunk > 0 {
        let mut start = 0;
        while start < events.len() {
            let end = (start + chunk).min(events.len());
            let without = [&events[..start], &events[end..]].concat();
            if fails(&without) {
                events = without;
            } else {
                start = end;
            }
        }
        chunk /= 2;
    }
    events
}

fn plainer<E: Event>(mut events: Vec<E>, fails: &impl Fn(&[E]) -> bool) -> Vec<E> {
    for place in 0..events.len() {
        let index = events[place].type_index();
        let Ok(mut payload) = payload_of(&events[place]) else { continue };
        let mut leaf = 0;
        // One leaf after the other; one whose value is plain already, or must not be, is left.
        while let Some(candidates) = nth_leaf(&mut payload, leaf).map(|leaf| plain(leaf)) {
            for candidate in candidates {
                let mut changed = payload.clone();
                if let Some(leaf) = nth_leaf(&mut changed, leaf) {
                    *leaf = candidate;
                }
                let Ok(event) = parse(index, &changed.to_string()) else { continue };
                let mut trial = events.clone();
                trial[place] = event;
                if fails(&trial) {
                    (events, payload) = (trial, changed);
                    break;
                }
            }
            leaf += 1;
        }
    }
    events
}

/// The n-th value without parts, from 0.
fn nth_leaf(value: &mut Value, n: usize) -> Option<&mut Value> {
    find(value, &mut { n })
}

fn find<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| find(item, left)),
        Value::Object(fields) => fields.values_mut().find_map(|field| find(field, left)),
        leaf if *left == 0 => Some(leaf),
        _ => {
            *left -= 1;
            None
        }
    }
}

/// Plainer values than `leaf`, the plainest first.
fn plain(leaf: &Value) -> Vec<Value> {
    let all = match leaf {
        Value::Bool(_) => vec![json!(false)],
        Value::Number(_) => vec![json!(0), json!(1), json!(2), json!(10), json!(100)],
        Value::String(_) => vec![json!(""), json!("a"), json!("b")],
        _ => Vec::new(),
    };
    all.into_iter().take_while(|plain| plain != leaf).collect()
}
