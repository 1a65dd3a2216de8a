//! What can go wrong with a line.

use crate::{codec::EncodeError, id::StreamName, meta::Meta, schema::DynamicError};

/// An event could not be written as a line.
#[derive(Debug, thiserror::Error)]
#[error("export event {position} (`{event}`, {stream} version {version}): {source}")]
pub struct ExportError {
    /// The event's stream.
    pub stream: StreamName,
    /// Its version in its stream.
    pub version: u64,
    /// Its position in its log.
    pub position: u64,
    /// The event type's name.
    pub event: String,
    /// What went wrong.
    pub source: ExportCause,
}

impl ExportError {
    pub(super) fn new(meta: &Meta, event: &str, source: ExportCause) -> Self {
        let Meta { stream, version, position, .. } = meta;
        Self { stream: stream.clone(), version: *version, position: *position, event: event.to_owned(), source }
    }
}

/// Why an event could not be written as a line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportCause {
    /// Its payload could not be encoded.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// Its payload does not fit its schema.
    #[error(transparent)]
    Payload(#[from] DynamicError),
}

/// A line is no recorded event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// It is no JSON object, or a member has another type than it must have.
    #[error("{reason}")]
    Json {
        /// What the parser said.
        reason: String,
    },
    /// A member is missing.
    #[error("`{member}` is missing")]
    Missing {
        /// The member.
        member: &'static str,
    },
    /// A member does not hold what it must.
    #[error("`{member}` is `{value}`: {reason}")]
    Invalid {
        /// The member.
        member: &'static str,
        /// What it holds.
        value: String,
        /// Why that will not do.
        reason: String,
    },
}
