//! `api/first`: the first version of which something holds.

use std::sync::Arc;

use axum::extract::State;
use chronostack::diff::StateView;
use chronostack_query::Expression;
use serde::Serialize;

use crate::{
    answer::Answer,
    api::{asked::Asked, state_shown::masked, step::Step},
    error::{Answered, ApiError},
    parameters::Parameters,
    shared::Shared,
};

const GRAMMAR: &str = "as `/due_cents > 100 and not state == \"Settled\"`: a pointer or `state`, one of == != < <= > >= contains startswith, and JSON; \
                       or `exists` and a pointer; joined by and, or, not and parentheses";

/// The first version of which something holds.
#[derive(Debug, Serialize)]
pub(crate) struct First {
    stream: String,
    #[serde(rename = "where")]
    holds: String,
    version: Option<u64>,
    tested: u64,
    holds_now: bool,
    step: Option<Step>,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<First> {
    parameters.only(&["stream", "machine", "where", "search"])?;
    let text = parameters.required("where")?.to_owned();
    let expression: Expression = text.parse().map_err(|error: chronostack_query::ExpressionError| {
        ApiError::bad_request(format!("failed to {error}")).hint(GRAMMAR)
    })?;
    let bisect = parameters.choice("search", &[("scan", false), ("bisect", true)])?.unwrap_or(false);
    let asked = Asked::of(shared, &parameters)?;
    let first = asked.story(move |asked, told| {
        let (shared, machine) = (asked.shared.as_ref(), asked.machine.as_ref());
        let hides = !machine.spec().state_sensitive.is_empty();
        let holds = |state: &StateView| {
            if hides { expression.holds(&masked(shared, machine, state.clone())) } else { expression.holds(state) }
        };
        let mut tested = 0;
        let version = told.story.first(bisect, &mut |state| {
            tested += 1;
            holds(state)
        });
        let now = told.story.view(told.story.version());
        Ok(First {
            stream: asked.stream.to_string(),
            holds: text,
            version,
            tested,
            holds_now: now.is_some_and(|state| holds(&state)),
            step: version.and_then(|version| told.story.step(version)).map(|(step, _)| step.into()),
        })
    });
    Ok(Answer(first.await?))
}
