//! What can go wrong with a question.

use std::sync::Arc;

use chronostack::{
    interchange::ExportError,
    log::{OpenError, ReadError},
    stack::LoadError,
};

/// A question could not be answered.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log could not be opened for a machine.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A state could not be derived.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// An event could not be written as JSON.
    #[error(transparent)]
    Export(#[from] Arc<ExportError>),
    /// The log has no such stream.
    #[error("find the stream {stream}: the log has none of that name")]
    NoStream {
        /// What was asked for.
        stream: String,
        /// The log's streams whose names come nearest.
        nearest: Vec<String>,
    },
    /// The log has no stream of that kind.
    #[error("find streams of the kind `{kind}`: the log has none")]
    NoStreamKind {
        /// What was asked for.
        kind: String,
        /// Streams and kinds whose names come nearest.
        nearest: Vec<String>,
    },
    /// The log has no event of that type.
    #[error("find events of the type `{event}`: the log has none")]
    NoType {
        /// What was asked for.
        event: String,
        /// The log's types whose names come nearest.
        nearest: Vec<String>,
    },
}

impl From<ExportError> for QueryError {
    fn from(error: ExportError) -> Self {
        Self::Export(Arc::new(error))
    }
}
