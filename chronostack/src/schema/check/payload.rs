//! The entry, for both codecs.

use crate::{
    codec::Codec,
    schema::{
        check::{json, postcard},
        error::DynamicError,
        shape::TypeSchema,
    },
};

/// Whether `bytes` are one value of the schema, from the first to the last.
///
/// JSON must hold every field that the schema does not let be absent, and none that it does not name.
///
/// # Errors
/// When they are not, with the first byte that does not fit.
pub fn check(schema: &TypeSchema, codec: Codec, bytes: &[u8]) -> Result<(), DynamicError> {
    match codec {
        Codec::Postcard => postcard::check(schema, bytes),
        Codec::Json => json::check(schema, bytes),
    }
}
