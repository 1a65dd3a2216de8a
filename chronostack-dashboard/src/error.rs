//! Why a request is refused.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chronostack::{
    causality::{CausalityError, UnknownEvent},
    log::ReadError,
};
use chronostack_query::QueryError;
use serde::Serialize;

use crate::answer::{Answer, json};

/// What the handler of a route answers with.
pub(crate) type Answered<T> = Result<Answer<T>, ApiError>;

/// Why a request is refused, and what to do about it.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    told: Told,
}

#[derive(Debug, Serialize)]
struct Told {
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl ApiError {
    /// Refused with this status.
    pub(crate) fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, told: Told { error: error.into(), hint: None } }
    }

    /// What was asked makes no sense.
    pub(crate) fn bad_request(error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }

    /// What was asked for is not there.
    pub(crate) fn not_found(error: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, error)
    }

    /// It could have been answered, and was not.
    pub(crate) fn internal(error: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error)
    }

    /// Adds what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.told.hint = Some(hint.into());
        self
    }

    /// Adds names that come near, where there are some.
    pub(crate) fn nearest(self, nearest: &[String]) -> Self {
        if nearest.is_empty() { self } else { self.hint(format!("did you mean {}?", nearest.join(" or "))) }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        json(self.status, &self.told)
    }
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        let told = format!("failed to {error}");
        match error {
            ReadError::Archived { .. } => Self::not_found(told),
            ReadError::Corrupt { .. } => {
                Self::internal(told).hint("`chronostack verify` tells what of the log is damaged")
            }
            _ => Self::internal(told),
        }
    }
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        let told = format!("failed to {error}");
        match error {
            QueryError::Read(error) => error.into(),
            QueryError::NoStream { nearest, .. }
            | QueryError::NoStreamKind { nearest, .. }
            | QueryError::NoType { nearest, .. } => Self::not_found(told).nearest(&nearest),
            _ => Self::internal(told),
        }
    }
}

impl From<UnknownEvent> for ApiError {
    fn from(error: UnknownEvent) -> Self {
        Self::not_found(error.to_string())
    }
}

impl From<CausalityError> for ApiError {
    fn from(error: CausalityError) -> Self {
        match error {
            CausalityError::Read(error) => error.into(),
            CausalityError::Unknown(error) => error.into(),
            error => Self::internal(format!("what led to what cannot be told: {error}")),
        }
    }
}
