//! `api/events`: events, and finding them.

use std::{ops::ControlFlow, sync::Arc};

use axum::extract::State;
use serde::Serialize;

use crate::{
    answer::Answer,
    api::filters,
    error::Answered,
    events::{EventBrief, Found},
    parameters::Parameters,
    shared::Shared,
    shown::Bounds,
    work::blocking,
};

/// Events that were found.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    events: Vec<EventBrief>,
    next: Option<u64>,
    looked_at: u64,
    head: u64,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Page> {
    parameters.only(&filters::NAMES)?;
    let mut search = filters::search(&parameters)?;
    search.query.limit = Some(parameters.number("limit", 1..=1_000)?.unwrap_or(100));
    let answer = blocking(async move {
        let mut events = Vec::new();
        let mut take = |record: &chronostack::log::RecordRef<'_>| {
            events.push(EventBrief::of(record, &shared.mask, &Bounds::LIST));
            ControlFlow::Continue(())
        };
        let Found { next, looked_at, head } = search.some(shared.log.as_ref(), &shared.mask, &mut take).await?;
        Ok(Page { events, next, looked_at, head })
    });
    Ok(Answer(answer.await?))
}
