//! `api/whatif`: two futures of a stream. Nothing is written.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chronostack::id::StreamName;
use chronostack_query::{EditData, FutureEnd, FutureRow, Redactor, RefusedData, WhatIfError, capture_lines};
use serde::{Deserialize, Serialize};

use crate::{
    answer::Answer,
    api::{
        asked::Asked,
        change::{Change, Changes},
        state_shown::content_shown,
        story::Failure,
    },
    body::JsonBody,
    error::{Answered, ApiError},
    shared::Shared,
    shown::Shown,
};

/// Rows, and refused events, of an answer.
const ROWS: usize = 200;
/// Edits of one question.
const EDITS_MAX: usize = 1_000;

/// What is to be otherwise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    stream: String,
    machine: Option<String>,
    edits: Vec<EditData>,
}

/// Two futures of a stream, side by side.
#[derive(Debug, Serialize)]
pub(crate) struct WhatIf {
    stream: String,
    machine: &'static str,
    parts_at: Option<u64>,
    rows: Vec<FutureRow>,
    more: bool,
    refused: Vec<RefusedData>,
    original: End,
    altered: End,
    changes: Vec<Change>,
}

#[derive(Debug, Serialize)]
struct End {
    version: u64,
    name: &'static str,
    state: Shown,
    failure: Option<Failure>,
}

impl End {
    fn of(asked: &Asked, end: &FutureEnd, failure: Option<Failure>) -> Self {
        let state = content_shown(&asked.shared, asked.machine.as_ref(), &end.state);
        Self { version: end.version, name: end.name, state, failure }
    }
}

impl Question {
    fn asked(&self, shared: Arc<Shared>) -> Result<Asked, ApiError> {
        let stream: StreamName = self.stream.parse().map_err(|error| {
            ApiError::bad_request("`stream` should be a stream's name, as `order/order-1`").hint(format!("{error}"))
        })?;
        if self.edits.len() > EDITS_MAX {
            return Err(ApiError::bad_request(format!("{} edits are more than {EDITS_MAX}", self.edits.len())));
        }
        Asked::named(shared, stream, self.machine.as_deref())
    }
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, body: JsonBody<Question>) -> Answered<WhatIf> {
    let JsonBody(question) = body;
    let futures = question.asked(shared)?.story(move |asked, told| {
        let what_if = told.story.what_if(&question.edits, ROWS).map_err(refused)?;
        let first = what_if.refused.first();
        let failure = first.map(|refused| Failure { version: refused.version, message: refused.message.clone() });
        Ok(WhatIf {
            stream: asked.stream.to_string(),
            machine: asked.machine.spec().name,
            parts_at: what_if.parts_at,
            more: what_if.more,
            original: End::of(asked, &what_if.original, Failure::of(told)),
            altered: End::of(asked, &what_if.altered, failure),
            changes: Changes { shared: &asked.shared, machine: asked.machine.as_ref(), below: "" }
                .some(&what_if.changes),
            rows: what_if.rows,
            refused: what_if.refused.into_iter().take(ROWS).collect(),
        })
    });
    Ok(Answer(futures.await?))
}

/// The other future as a history to test with, to be downloaded.
pub(super) async fn test(State(shared): State<Arc<Shared>>, body: JsonBody<Question>) -> Result<Response, ApiError> {
    let JsonBody(question) = body;
    let asked = question.asked(shared)?;
    let folder = format!("tests/histories/{}", asked.machine.spec().stream);
    let hint = format!(
        "put it into {folder}; chronostack::replay_tests!({}, \"{folder}\") then tests it, once its snapshot is accepted",
        asked.machine.spec().name
    );
    let lines = asked.story(move |asked, told| {
        let lines = told.story.lines_if(&question.edits).map_err(refused)?;
        // What is sensitive does not leave with it.
        let captured = capture_lines(asked.machine.as_ref(), &asked.stream, &lines, &mut Redactor::default());
        let captured = captured.map_err(|error| {
            ApiError::bad_request(format!("failed to {error}")).hint(
                "`chronostack capture` writes the recorded history, with `--redact FIELD=VALUE` for what is sensitive",
            )
        })?;
        Ok(captured.lines)
    });
    let lines = lines.await?;
    let mut response = ([(header::CONTENT_TYPE, "application/x-ndjson")], lines).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"what_if.jsonl\""));
    if let Ok(hint) = HeaderValue::from_str(&hint) {
        headers.insert("x-chronostack-hint", hint);
    }
    Ok(response)
}

fn refused(error: WhatIfError) -> ApiError {
    let told = format!("failed to {error}");
    match error {
        WhatIfError::NoType { nearest, .. } => ApiError::bad_request(told).nearest(&nearest),
        WhatIfError::Export(_) => ApiError::internal(told),
        _ => ApiError::bad_request(told),
    }
}
