//! Event types as data: name, version, codec, schema.

use std::{fmt, ops::Deref, sync::OnceLock};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    codec::{Codec, DecodeError, EncodeError, to_json, to_postcard},
    limits::SCHEMA_DEPTH_MAX,
    schema::{Schema, Sensitive, TypeSchema, canonical, check, differences},
};

/// One event type in one version, as data.
#[derive(Clone, Copy)]
pub struct EventType {
    /// The name on the wire, as `order.paid`.
    pub name: &'static str,
    /// The version, from 1.
    pub version: u32,
    /// How its payload is written.
    pub codec: Codec,
    /// The shape of its payload.
    pub schema: fn() -> &'static EventSchema,
    /// The older versions that can be read, directly or through one another.
    pub upcasts: &'static [EventType],
}

impl EventType {
    /// The type as it was in `version`, if that can still be read.
    pub fn at_version(&self, version: u32) -> Option<&EventType> {
        if self.version == version {
            return Some(self);
        }
        self.upcasts.iter().find_map(|older| older.at_version(version))
    }

    /// What differs in how payloads of this type and version are written when they were `stored` so; `None` if nothing does.
    pub(crate) fn difference(&self, stored: (Codec, &TypeSchema)) -> Option<String> {
        let (codec, schema) = stored;
        if codec != self.codec {
            return Some(format!("it was written in {codec:?} and is {:?} now", self.codec));
        }
        let ours: &TypeSchema = (self.schema)();
        (schema != ours).then(|| {
            let differences = differences(schema, ours);
            differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        })
    }

    /// Every version that can be read, this one first.
    pub fn versions(&self) -> Vec<&EventType> {
        let mut all = vec![self];
        for older in self.upcasts {
            for version in older.versions() {
                if all.iter().all(|known| known.version != version.version) {
                    all.push(version);
                }
            }
        }
        all
    }
}

/// The index in `types` of the one that reads what `version` of the event type `name` wrote.
pub fn readable(types: &[EventType], name: &str, version: u32) -> Result<usize, DecodeError> {
    let reads = |event_type: &EventType| event_type.name == name && event_type.at_version(version).is_some();
    types.iter().position(reads).ok_or_else(|| {
        let named = types.iter().filter(|event_type| event_type.name == name);
        let name = name.to_owned();
        match named.map(|event_type| event_type.version).max() {
            None => DecodeError::UnknownType { name },
            Some(newest) => DecodeError::UnknownVersion { name, version, newest },
        }
    })
}

impl fmt::Debug for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} v{}", self.name, self.version)
    }
}

/// A payload's schema with what is computed from it once.
#[derive(Debug)]
pub struct EventSchema {
    schema: TypeSchema,
    hash: u128,
    unordered: bool,
    recursive: bool,
    sensitive: Sensitive,
}

impl EventSchema {
    /// Computes what is asked for often.
    pub fn new(schema: TypeSchema) -> Self {
        let (hash, unordered, recursive) = (schema.hash(), schema.has_unordered(), schema.is_recursive());
        Self { hash, unordered, recursive, schema, sensitive: Sensitive::default() }
    }

    /// The schema of `T`, and what is sensitive in it.
    pub fn of<T: Schema>() -> Self {
        Self { sensitive: Sensitive::of(T::sensitive), ..Self::new(TypeSchema::of::<T>()) }
    }

    /// [`TypeSchema::hash`], computed once.
    pub fn hash(&self) -> u128 {
        self.hash
    }

    /// [`TypeSchema::has_unordered`], computed once.
    pub fn has_unordered(&self) -> bool {
        self.unordered
    }

    /// [`TypeSchema::is_recursive`], computed once.
    pub fn is_recursive(&self) -> bool {
        self.recursive
    }

    /// What is sensitive in the payload's JSON.
    pub fn sensitive(&self) -> &Sensitive {
        &self.sensitive
    }
}

impl Deref for EventSchema {
    type Target = TypeSchema;

    fn deref(&self) -> &TypeSchema {
        &self.schema
    }
}

/// Keeps the schema that a derived `schema` function answers with.
#[doc(hidden)]
pub type SchemaCell = OnceLock<EventSchema>;

/// The schema that `schema` makes, computed at its first use; what a derived `schema` function calls. That is no closure, which would be
/// compiled, with all that leads to it, once for each event type.
#[doc(hidden)]
pub fn schema_in(cell: &'static SchemaCell, schema: fn() -> EventSchema) -> &'static EventSchema {
    cell.get_or_init(schema)
}

/// Encodes `value` as the payload of `event_type`, in whichever codec it has.
#[doc(hidden)]
pub fn encode_as<T: Serialize>(event_type: &EventType, value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    match event_type.codec {
        Codec::Postcard => encode_postcard(event_type, value, out),
        Codec::Json => encode_json(event_type, value, out),
    }
}

/// Encodes `value` as the payload of `event_type`, whose codec it is; what `derive(Event)` calls, so that the other codec is not compiled
/// for the type.
#[doc(hidden)]
pub fn encode_postcard<T: Serialize>(event_type: &EventType, value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let start = out.len();
    let written = to_postcard(value, out);
    finish(event_type, written, start, out)
}

/// Like [`encode_postcard`].
#[doc(hidden)]
pub fn encode_json<T: Serialize>(event_type: &EventType, value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let start = out.len();
    let written = to_json(value, out);
    finish(event_type, written, start, out)
}

fn finish(
    event_type: &EventType,
    written: Result<(), String>,
    start: usize,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let failed = |reason: String| EncodeError { what: format!("event `{}`", event_type.name), reason };
    written.map_err(failed)?;
    let schema = (event_type.schema)();
    // JSON is always looked through, for it writes without complaint what does not read back.
    if schema.has_unordered() || event_type.codec == Codec::Json {
        let bytes = canonical(schema, event_type.codec, &out[start..]).map_err(|error| failed(error.to_string()))?;
        out.truncate(start);
        out.extend_from_slice(&bytes);
    } else if schema.is_recursive() {
        // What is nested deeper than it is read back must not be recorded.
        check(schema, event_type.codec, &out[start..]).map_err(|error| failed(error.to_string()))?;
    }
    Ok(())
}

/// Decodes a payload of `event_type`; what `derive(Event)` calls.
#[doc(hidden)]
pub fn decode_as<T: DeserializeOwned>(event_type: &EventType, codec: Codec, payload: &[u8]) -> Result<T, DecodeError> {
    if codec == Codec::Postcard
        && payload.len() > SCHEMA_DEPTH_MAX
        && let Some(error) = too_deep(event_type, payload)
    {
        return Err(error);
    }
    codec.decode(payload)
}

/// Postcard follows a type that holds itself as deep as the bytes say, until the stack ends. Each level takes a byte.
fn too_deep(event_type: &EventType, payload: &[u8]) -> Option<DecodeError> {
    let schema = (event_type.schema)();
    let checked = if schema.is_recursive() { check(schema, Codec::Postcard, payload) } else { Ok(()) };
    checked.err().map(|error| DecodeError::Payload { reason: error.to_string() })
}

/// The error of an older version that `TryFrom` refuses; what a derived `decode` answers with.
#[doc(hidden)]
pub fn failed_upcast(event_type: &EventType, version: u32, reason: &dyn fmt::Display) -> DecodeError {
    let name = event_type.name.to_owned();
    DecodeError::Upcast { name, version, newest: event_type.version, reason: reason.to_string() }
}

/// The error of a version that nothing here reads; what a derived `decode` ends with.
#[doc(hidden)]
pub fn unknown_version(event_type: &EventType, version: u32) -> DecodeError {
    DecodeError::UnknownVersion { name: event_type.name.to_owned(), version, newest: event_type.version }
}
