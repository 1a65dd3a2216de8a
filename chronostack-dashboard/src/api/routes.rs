//! Which path is answered by what.

use std::sync::Arc;

use axum::{
    Router,
    http::StatusCode,
    routing::{get, post},
};

use crate::{
    api::{
        blame, causality, diff, event, events, export, first, hot, live, log, machine, openapi, profile, state, story,
        streams, tasks, timeline, verify, whatif,
    },
    error::ApiError,
    shared::Shared,
};

/// The paths below `api/`.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/openapi.json", get(openapi::answer))
        .route("/log", get(log::answer))
        .route("/timeline", get(timeline::answer))
        .route("/streams", get(streams::answer))
        .route("/events", get(events::answer))
        .route("/event", get(event::answer))
        .route("/event/data", get(event::data))
        .route("/story", get(story::answer))
        .route("/state", get(state::answer))
        .route("/diff", get(diff::answer))
        .route("/diff/patch", get(diff::patch))
        .route("/blame", get(blame::answer))
        .route("/first", get(first::answer))
        .route("/whatif", post(whatif::answer))
        .route("/whatif/test", post(whatif::test))
        .route("/machine", get(machine::answer))
        .route("/verify", get(verify::answer))
        .route("/live", get(live::answer))
        .route("/causality", get(causality::answer))
        .route("/causality/export", get(causality::export))
        .route("/tasks", get(tasks::answer))
        .route("/profile", get(profile::answer))
        .route("/hot", get(hot::answer))
        .route("/export", get(export::answer))
        .fallback(async || {
            ApiError::not_found("there is no such question").hint("`api/openapi.json` lists those that there are")
        })
        .method_not_allowed_fallback(async || {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "this is not asked by that method")
                .hint("`api/openapi.json` says by which")
        })
}
