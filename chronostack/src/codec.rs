//! Payload bytes: the two codecs and what can go wrong with them.

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
    #[error("no event type here is named `{name}`")]
    UnknownType {
        /// The stored name.
        name: String,
    },
    /// The type is known, but not in that version.
    #[error(
        "`{name}` is known here up to version {newest}, and this is version {version}; an older one needs `upcast(..)`"
    )]
    UnknownVersion {
        /// The stored name.
        name: String,
        /// The stored version.
        version: u32,
        /// The newest version known here.
        newest: u32,
    },
    /// The bytes do not fit the type.
    #[error("the payload does not fit: {reason}")]
    Payload {
        /// What the codec said.
        reason: String,
    },
}

impl Codec {
    /// `value` in this codec, appended to `out`.
    pub fn encode<T: Serialize + ?Sized>(self, value: &T, out: &mut Vec<u8>) -> Result<(), String> {
        match self {
            Self::Postcard => {
                let bytes = std::mem::take(out);
                *out = postcard::to_extend(value, bytes).map_err(|error| error.to_string())?;
                Ok(())
            }
            Self::Json => serde_json::to_writer(out, value).map_err(|error| error.to_string()),
        }
    }

    /// The value that `bytes` hold: all of them, for bytes left over mean that the type is not the one
    /// that wrote them.
    pub fn decode<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, DecodeError> {
        let payload = |reason: String| DecodeError::Payload { reason };
        match self {
            Self::Postcard => match postcard::take_from_bytes(bytes) {
                Ok((value, [])) => Ok(value),
                Ok((_, rest)) => Err(payload(format!("{} bytes are left over", rest.len()))),
                Err(error) => Err(payload(error.to_string())),
            },
            Self::Json => serde_json::from_slice(bytes).map_err(|error| payload(error.to_string())),
        }
    }
}
