//! What a request brings along.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// How large the body of a request may be.
const BODY_BYTES_MAX: usize = 8 << 20;

/// A body that is JSON and says so: a page of another site cannot send that without being asked.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::bad_request("the body must be JSON, and say so: `Content-Type: application/json`"));
        }
        let bytes = to_bytes(request.into_body(), BODY_BYTES_MAX).await.map_err(|_| {
            let error = format!("the body is larger than {BODY_BYTES_MAX} bytes, or was cut short");
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, error)
        })?;
        let body = serde_json::from_slice(&bytes);
        body.map(Self).map_err(|error| ApiError::bad_request(format!("the body is not what is expected: {error}")))
    }
}
