//! What a request brings along.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// How large the body of a request may be.
const BODY_BYTES_MAX: usize = 8 << 20;
/// How much of a larger one is taken off the line, since most clients read no answer before they have sent all.
const DROPPED_BYTES_MAX: usize = 64 << 20;

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
        let bytes = read(request.into_body()).await?;
        let body = serde_json::from_slice(&bytes);
        body.map(Self).map_err(|error| ApiError::bad_request(format!("the body is not what is expected: {error}")))
    }
}

/// All of a body that is not too large.
async fn read(body: Body) -> Result<Vec<u8>, ApiError> {
    let (mut chunks, mut bytes, mut length) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ApiError::bad_request("the body was cut short"))?;
        length += chunk.len();
        if length <= BODY_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
        } else if length > DROPPED_BYTES_MAX {
            break;
        }
    }
    if length <= BODY_BYTES_MAX {
        return Ok(bytes);
    }
    let error = format!("the body is larger than {BODY_BYTES_MAX} bytes");
    Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, error))
}
