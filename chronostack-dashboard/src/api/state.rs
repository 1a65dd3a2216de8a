//! `api/state`: a state of a stream, or a part of it.

use std::sync::Arc;

use axum::extract::State;
use chronostack_query::Part;
use serde::Serialize;

use crate::{
    answer::Answer,
    api::{
        asked::{Asked, no_version},
        state_shown::{event_shown, state_shown},
        step::Step,
    },
    error::{Answered, ApiError},
    parameters::Parameters,
    shared::Shared,
    shown::{Bounds, Shown},
};

/// A state of a stream.
#[derive(Debug, Serialize)]
pub(crate) struct StateAt {
    stream: String,
    machine: &'static str,
    version: u64,
    name: &'static str,
    pointer: String,
    state: Shown,
    items: Option<usize>,
    data: Option<Shown>,
    transition: Option<String>,
    handler: Option<&'static str>,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<StateAt> {
    parameters.only(&["stream", "machine", "version", "pointer", "offset", "limit"])?;
    let asked = Asked::of(shared, &parameters)?;
    let version = parameters.number("version", 0..=u64::MAX)?;
    let pointer = pointer(&parameters)?;
    let most = Bounds::SINGLE.items;
    let offset = parameters.number("offset", 0..=u64::MAX)?.unwrap_or(0);
    let limit = parameters.number("limit", 1..=most)?.unwrap_or(most);
    let state = asked.story(move |asked, told| {
        let version = version.unwrap_or(told.story.version());
        let view = told.story.view(version).ok_or_else(|| no_version(told, version))?;
        let part = Part::of(&view, &pointer, index(offset), index(limit)).ok_or_else(|| {
            ApiError::not_found(format!("nothing stands at `{pointer}` in the state of version {version}"))
                .hint("a pointer starts inside of the present state: `/due_cents`, `/items/0/sku`")
        })?;
        let step = told.story.step(version);
        let (shared, machine) = (asked.shared.as_ref(), asked.machine.as_ref());
        let data = step.as_ref().map(|(step, data)| event_shown(shared, step.event, data.get(), &Bounds::SINGLE));
        let step = step.map(|(step, _)| Step::from(step));
        Ok(StateAt {
            stream: asked.stream.to_string(),
            machine: machine.spec().name,
            version,
            name: told.story.state_name(version).unwrap_or_default(),
            state: state_shown(shared, machine, &pointer, &part.value, &Bounds::SINGLE),
            items: part.items,
            data,
            handler: step.as_ref().and_then(|step| step.handler),
            transition: step.and_then(|step| step.transition),
            pointer,
        })
    });
    Ok(Answer(state.await?))
}

/// The parameter `pointer`, with its first slash.
pub(super) fn pointer(parameters: &Parameters) -> Result<String, ApiError> {
    let pointer = parameters.text("pointer")?.unwrap_or_default();
    let slash = if pointer.is_empty() || pointer.starts_with('/') { "" } else { "/" };
    Ok(format!("{slash}{pointer}"))
}

/// A number as an index; no list is so long that the difference matters.
pub(super) fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
