//! From JSON to the payload of a schema, without the type: what a version wrote whose type is only known by its shape.

use serde_json::Value;

use crate::{
    codec::Codec,
    schema::{from_json::from_json_text, shape::TypeSchema},
};

/// The payload that `value` is, in canonical order. `None` for what does not fit the schema.
pub fn encode(schema: &TypeSchema, codec: Codec, value: &Value) -> Option<Vec<u8>> {
    from_json_text(schema, codec, &value.to_string()).ok()
}
