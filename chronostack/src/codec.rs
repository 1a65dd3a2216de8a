//! Payload bytes: the two codecs and what can go wrong with them.

use postcard::{
    Deserializer, Serializer,
    de_flavors::Slice,
    ser_flavors::{ExtendFlavor, Flavor as _},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// How a payload is written. Each record says which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Codec {
    /// Compact binary: the default. Fields stand in order, without names.
    #[default]
    Postcard,
    /// JSON: for types that a compact codec cannot carry, by `#[event(codec = json)]`.
    Json,
}

/// An event or a state could not be written.
#[derive(Debug, thiserror::Error)]
#[error("encode {what}: {reason}")]
pub struct EncodeError {
    /// The event type's name, or the state's.
    pub what: String,
    /// What the codec said.
    pub reason: String,
}

/// Stored bytes could not be read as what they are said to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// No event type of that name is known here.
    #[error(
        "no event type here is named `{name}`; keep the type of an event that is recorded no more, with a #[retired] row, or let a \
         projection pass over it: #[reducer(.., unknown = ignore)]"
    )]
    UnknownType {
        /// The stored name.
        name: String,
    },
    /// The type is known, but not in that version.
    #[error("`{name}` is known here up to version {newest}, and this is version {version}; {}", to_read(*version, *newest))]
    UnknownVersion {
        /// The stored name.
        name: String,
        /// The stored version.
        version: u32,
        /// The newest version known here.
        newest: u32,
    },
    /// An older version cannot be brought up to date: `TryFrom` says so.
    #[error("`{name}` version {version} cannot become version {newest}: {reason}")]
    Upcast {
        /// The event type's name.
        name: String,
        /// The version from which it failed: the stored one, or one on the way.
        version: u32,
        /// The version that it should become.
        newest: u32,
        /// What `TryFrom` said.
        reason: String,
    },
    /// The bytes do not fit the type.
    #[error("the payload does not fit: {reason}")]
    Payload {
        /// What the codec said.
        reason: String,
    },
}

impl DecodeError {
    /// Whether the code does not know what it is, a type that it dropped or a version that newer code wrote, which a reducer may
    /// [pass over](crate::machine::Unknown).
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::UnknownType { .. } => true,
            Self::UnknownVersion { version, newest, .. } => version > newest,
            _ => false,
        }
    }
}

/// What to do about a version that is not read.
fn to_read(version: u32, newest: u32) -> &'static str {
    if version > newest {
        "newer code wrote it: run that again, or let a projection pass over it: #[reducer(.., unknown = ignore)]"
    } else {
        "an older one needs `upcast(..)`"
    }
}

impl Codec {
    /// `value` in this codec, appended to `out`.
    pub fn encode<T: Serialize + ?Sized>(self, value: &T, out: &mut Vec<u8>) -> Result<(), String> {
        match self {
            Self::Postcard => to_postcard(value, out),
            Self::Json => to_json(value, out),
        }
    }

    /// The value that `bytes` hold: all of them, for bytes left over mean that the type is not the one
    /// that wrote them.
    pub fn decode<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, DecodeError> {
        let decoded = match self {
            Self::Postcard => from_postcard(bytes),
            Self::Json => from_json(bytes),
        };
        match decoded {
            Ok(value) => Ok(value),
            Err(reason) => Err(DecodeError::Payload { reason }),
        }
    }
}

// These are compiled once for each event type: what does not depend on the type is left to others, and closures are, which would
// be compiled once for each too.

/// `value` in postcard, appended to `out`.
pub(crate) fn to_postcard<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), String> {
    let mut serializer = Serializer { output: ExtendFlavor::new(std::mem::take(out)) };
    let written = value.serialize(&mut serializer);
    finish_postcard(written, serializer.output, out)
}

fn finish_postcard(
    written: postcard::Result<()>,
    bytes: ExtendFlavor<Vec<u8>>,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    *out = written.and_then(|()| bytes.finalize()).map_err(|error| error.to_string())?;
    Ok(())
}

/// `value` in JSON, appended to `out`.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), String> {
    match serde_json::to_writer(out, value) {
        Ok(()) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn from_postcard<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut deserializer = Deserializer::from_bytes(bytes);
    match T::deserialize(&mut deserializer) {
        Ok(value) => match left_over(deserializer) {
            None => Ok(value),
            Some(reason) => Err(reason),
        },
        Err(error) => Err(error.to_string()),
    }
}

fn left_over<'a>(deserializer: Deserializer<'a, Slice<'a>>) -> Option<String> {
    match deserializer.finalize() {
        Ok([]) => None,
        Ok(rest) => Some(format!("{} bytes are left over", rest.len())),
        Err(error) => Some(error.to_string()),
    }
}

fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.to_string()),
    }
}
