//! What can be wrong with bytes that are read by their schema.

/// Bytes do not fit the schema that they are said to have. Offsets count bytes from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DynamicError {
    /// The bytes end early.
    #[error("byte {offset}: the bytes end where {expected} should stand")]
    Truncated {
        /// Where it should stand.
        offset: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// Something else stands there.
    #[error("byte {offset}: this is no {expected}")]
    Invalid {
        /// Where it stands.
        offset: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A list, a map or a text claims to be longer than the bytes that are left.
    #[error("byte {offset}: a length of {length}, and {left} bytes are left")]
    Length {
        /// Where the length stands.
        offset: usize,
        /// The length.
        length: usize,
        /// The bytes behind it.
        left: usize,
    },
    /// The enum has no such variant.
    #[error("byte {offset}: variant {index} of an enum that has {variants}")]
    Variant {
        /// Where the variant's index stands.
        offset: usize,
        /// The index, from 0.
        index: u64,
        /// How many variants there are.
        variants: usize,
    },
    /// Bytes are left over.
    #[error("byte {offset}: {bytes} bytes are left over")]
    Trailing {
        /// The first of them.
        offset: usize,
        /// How many they are.
        bytes: usize,
    },
    /// Values are nested deeper than [`SCHEMA_DEPTH_MAX`](crate::limits::SCHEMA_DEPTH_MAX), or JSON than
    /// [`JSON_DEPTH_MAX`](crate::limits::JSON_DEPTH_MAX).
    #[error("byte {offset}: values are nested deeper than {max} levels")]
    Depth {
        /// Where the bound was passed.
        offset: usize,
        /// The bound.
        max: usize,
    },
    /// Too many values that take no bytes: a few bytes could claim any number of them.
    #[error("byte {offset}: more than {max} values take no bytes")]
    Empty {
        /// Where the bound was passed.
        offset: usize,
        /// The bound, for so many bytes.
        max: usize,
    },
    /// The names of fields and variants, and keys that are no texts, would take more bytes than a payload of its size needs.
    #[error("byte {offset}: names and keys take more than {max} bytes")]
    Names {
        /// Where the bound was passed.
        offset: usize,
        /// The bound, for so many bytes.
        max: usize,
    },
    /// The schema itself does not hold together, or does not go with the codec.
    #[error("byte {offset}: {reason}")]
    Schema {
        /// Where reading stood.
        offset: usize,
        /// What is wrong with the schema.
        reason: &'static str,
    },
    /// No JSON, where the codec is JSON.
    #[error("byte {offset}: {reason}")]
    Json {
        /// Where reading stood.
        offset: usize,
        /// What the parser said.
        reason: String,
    },
}

/// The byte at which `error` occurred, for one that gives line and column.
pub(super) fn json_error(bytes: &[u8], error: &serde_json::Error) -> DynamicError {
    let line_start = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    DynamicError::Json { offset: line_start + error.column().saturating_sub(1), reason: error.to_string() }
}
