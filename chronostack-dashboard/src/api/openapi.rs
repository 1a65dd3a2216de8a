//! `api/openapi.json`: what can be asked, as an OpenAPI document.

use axum::http::{HeaderName, header};

use crate::{error::ApiError, parameters::Parameters};

/// The tests hold all answers against it.
const DOCUMENT: &str = include_str!("openapi.json");

pub(super) async fn answer(
    parameters: Parameters,
) -> Result<([(HeaderName, &'static str); 1], &'static str), ApiError> {
    parameters.only(&[])?;
    Ok(([(header::CONTENT_TYPE, "application/json")], DOCUMENT))
}
