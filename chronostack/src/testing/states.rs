//! States as snapshots write them, and the values in them.

use std::mem::discriminant;

use serde_json::Value;

use crate::{
    diff::{Diff, to_value},
    machine::Reducer,
    schema::{TypeSchema, canonical},
    testing::payload::leaves_mut,
};

/// The state as it comes back from a snapshot. A machine that does not tell its state's shape takes none, and is given
/// back what it had.
pub(super) fn reread<R: Reducer>(state: &R) -> Result<R, String> {
    let machine = R::machine();
    if machine.state_schema.is_none() {
        return Ok(state.clone());
    }
    let codec = machine.state_codec;
    let mut bytes = Vec::new();
    codec.encode(state, &mut bytes).map_err(|error| format!("the state cannot be written: {error}"))?;
    codec.decode(&bytes).map_err(|error| format!("the state cannot be read back: {error}"))
}

/// An encoding that is equal for equal states. `None` where the state cannot be written.
pub(super) fn canonical_bytes<R: Reducer>(state: &R) -> Option<Vec<u8>> {
    let machine = R::machine();
    match &machine.state_schema {
        Some(schema) => encode(schema, state),
        // Without a schema the order in which sets are walked cannot be told from that of a list.
        None => serde_json::to_vec(&to_value(state)).ok(),
    }
}

fn encode<R: Reducer>(schema: &TypeSchema, state: &R) -> Option<Vec<u8>> {
    let codec = R::machine().state_codec;
    let mut bytes = Vec::new();
    codec.encode(state, &mut bytes).ok()?;
    canonical(schema, codec, &bytes).ok()
}

/// How two states differ that should not.
pub(super) fn difference<R: Reducer>(expected: &R, actual: &R) -> String {
    match Diff::of_states(expected, actual) {
        diff if diff.is_empty() => {
            "they differ in what serde does not write: a field that is skipped, or one with an `==` of its own"
                .to_owned()
        }
        diff => format!("{diff:#}"),
    }
}

/// The values without parts that a state holds.
pub(super) fn known_values<R: Reducer>(state: &R) -> Vec<Value> {
    let mut values = Vec::new();
    match to_value(state) {
        // The variant's name, which is not the state's to hold.
        Value::String(_) if R::machine().is_enum => {}
        mut value => leaves_mut(&mut value, &mut |leaf| values.push(leaf.take())),
    }
    values
}

/// Whether one may stand in the other's place, as far as JSON tells.
pub(super) fn alike(a: &Value, b: &Value) -> bool {
    discriminant(a) == discriminant(b)
}
