//! Events as JSON and back, by their schema.

use std::panic::catch_unwind;

use serde_json::Value;

use crate::{
    codec::Codec,
    event::Event,
    replay::panic_message,
    schema::{to_json, to_json_text},
};

/// The payload, as a log would keep it.
pub(super) fn bytes<E: Event>(event: &E) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    event.encode(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The payload as JSON.
pub(super) fn json<E: Event>(event: &E) -> Result<Value, String> {
    let event_type = event.event_type();
    to_json((event_type.schema)(), event_type.codec, &bytes(event)?).map_err(|error| error.to_string())
}

/// The payload as an export writes it.
pub(super) fn text<E: Event>(event: &E) -> Result<String, String> {
    let event_type = event.event_type();
    to_json_text((event_type.schema)(), event_type.codec, &bytes(event)?).map_err(|error| error.to_string())
}

/// The event of `TYPES[index]` that the JSON stands for. A type whose own code panics over it refuses it.
pub(super) fn parse<E: Event>(index: usize, json: &str) -> Result<E, String> {
    catch_unwind(|| E::decode(index, E::TYPES[index].version, Codec::Json, json.as_bytes()))
        .map_err(|panic| panic_message(panic.as_ref()))?
        .map_err(|error| error.to_string())
}

/// Calls `visit` for each value without parts.
pub(super) fn leaves_mut(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| leaves_mut(item, visit)),
        Value::Object(fields) => fields.values_mut().for_each(|field| leaves_mut(field, visit)),
        leaf => visit(leaf),
    }
}
