//! The entry, for both codecs.

use crate::{
    codec::Codec,
    schema::{
        canonical::{json, postcard},
        error::DynamicError,
        shape::TypeSchema,
    },
};

/// The bytes of the same value with map entries and set items in the order of their encoded bytes, at every depth. JSON
/// comes out without white space.
///
/// `serde_json` writes a number that is not finite as `null`, which does not read back: it is refused here.
///
/// # Errors
/// When the bytes do not fit the schema.
pub fn canonical(schema: &TypeSchema, codec: Codec, bytes: &[u8]) -> Result<Vec<u8>, DynamicError> {
    match codec {
        Codec::Postcard => postcard::canonical(schema, bytes),
        Codec::Json => json::canonical(schema, bytes),
    }
}
