//! `api/diff`: what differs between two versions of a stream.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chronostack_query::Told;
use serde::Serialize;

use crate::{
    answer::Answer,
    api::{
        asked::{Asked, no_version},
        change::{Change, Changes, total},
        state::index,
        state_shown::mask_at,
    },
    error::{Answered, ApiError},
    parameters::Parameters,
    shared::Shared,
};

/// Changes of a page where no limit is given.
const CHANGES: u64 = 500;

/// What differs between two versions, a page of it.
#[derive(Debug, Serialize)]
pub(crate) struct DiffAnswer {
    stream: String,
    before: u64,
    after: u64,
    states: [&'static str; 2],
    changes: Vec<Change>,
    total: usize,
    patch: String,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<DiffAnswer> {
    parameters.only(&["stream", "machine", "before", "after", "offset", "limit"])?;
    let offset = parameters.number("offset", 0..=u64::MAX)?.unwrap_or(0);
    let limit = parameters.number("limit", 1..=2_000)?.unwrap_or(CHANGES);
    let (before, after) = versions(&parameters)?;
    let asked = Asked::of(shared, &parameters)?;
    let diff = asked.story(move |asked, told| {
        let diff = diff(told, before, after)?;
        let (shared, machine) = (asked.shared.as_ref(), asked.machine.as_ref());
        let changes = Changes { shared, machine, below: "" }.page(diff.changes(), index(offset), index(limit));
        let name = |version| told.story.state_name(version).unwrap_or_default();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("stream", asked.stream.as_str()).append_pair("machine", machine.spec().name);
        query.append_pair("before", &before.to_string()).append_pair("after", &after.to_string());
        Ok(DiffAnswer {
            stream: asked.stream.to_string(),
            before,
            after,
            states: [name(before), name(after)],
            changes,
            total: total(diff.changes()),
            patch: format!("api/diff/patch?{}", query.finish()),
        })
    });
    Ok(Answer(diff.await?))
}

/// The same as a JSON Patch (RFC 6902) of the whole states, to be downloaded.
pub(super) async fn patch(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Result<Response, ApiError> {
    parameters.only(&["stream", "machine", "before", "after"])?;
    let (before, after) = versions(&parameters)?;
    let asked = Asked::of(shared, &parameters)?;
    let patch = asked.story(move |asked, told| {
        let written = |error| ApiError::internal(format!("failed to write the patch: {error}"));
        let mut patch = serde_json::to_value(diff(told, before, after)?.to_json_patch()).map_err(written)?;
        for operation in patch.as_array_mut().into_iter().flatten() {
            let pointer = operation["path"].as_str().unwrap_or_default().to_owned();
            if let Some(value) = operation.get_mut("value") {
                mask_at(&asked.shared, asked.machine.as_ref(), &pointer, value);
            }
        }
        serde_json::to_string_pretty(&patch).map_err(written)
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json-patch+json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"diff-{before}-{after}.json\"")),
    ];
    Ok((headers, patch.await?).into_response())
}

fn versions(parameters: &Parameters) -> Result<(u64, u64), ApiError> {
    let version = |name: &str| {
        let version = parameters.number(name, 0..=u64::MAX)?;
        version.ok_or_else(|| ApiError::bad_request(format!("`{name}` is missing")))
    };
    Ok((version("before")?, version("after")?))
}

fn diff(told: &Told, before: u64, after: u64) -> Result<chronostack::diff::Diff, ApiError> {
    told.story.diff(before, after).ok_or_else(|| no_version(told, before.max(after)))
}
