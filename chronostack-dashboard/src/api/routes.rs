//! Which path is answered by what.

use std::sync::Arc;

use axum::{Router, http::StatusCode, routing::get};

use crate::{
    api::{log, timeline},
    error::ApiError,
    shared::Shared,
};

/// The paths below `api/`.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/log", get(log::answer))
        .route("/timeline", get(timeline::answer))
        .fallback(async || {
            ApiError::not_found("there is no such question").hint("`api/openapi.json` lists those that there are")
        })
        .method_not_allowed_fallback(async || {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "this is not asked by that method")
                .hint("`api/openapi.json` says by which")
        })
}
