//! `api/blame`: which events changed what stands at a pointer.

use std::{ops::ControlFlow, sync::Arc};

use axum::extract::State;
use chronostack_query::BlameData;
use serde::Serialize;

use crate::{
    answer::Answer,
    api::{
        asked::Asked,
        change::{Change, Changes},
        state::pointer,
        state_shown::state_shown,
    },
    error::Answered,
    parameters::Parameters,
    shared::Shared,
    shown::{Bounds, Shown},
};

/// Entries of a page where no limit is given.
const ENTRIES: u64 = 100;
/// Events that one request looks at.
const EVENTS: u64 = 5_000;

/// Which events changed what stands at a pointer, a page of them.
#[derive(Debug, Serialize)]
pub(crate) struct Blame {
    stream: String,
    pointer: String,
    entries: Vec<Entry>,
    next: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Entry {
    version: u64,
    position: u64,
    at: i64,
    time: String,
    #[serde(rename = "type")]
    event: &'static str,
    actor: Option<String>,
    transition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Shown>,
    changes: Vec<Change>,
}

impl Entry {
    fn of(asked: &Asked, pointer: &str, entry: &BlameData) -> Self {
        let (shared, machine) = (asked.shared.as_ref(), asked.machine.as_ref());
        let shown = |value: &Option<serde_json::Value>| {
            value.as_ref().map(|value| state_shown(shared, machine, pointer, value, &Bounds::LIST))
        };
        Self {
            version: entry.version,
            position: entry.position,
            at: entry.recorded_at.as_microsecond(),
            time: entry.recorded_at.to_string(),
            event: entry.event,
            actor: entry.actor.clone(),
            transition: entry.transition.clone(),
            before: shown(&entry.before),
            after: shown(&entry.after),
            changes: Changes { shared, machine, below: pointer }.some(&entry.changes),
        }
    }
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Blame> {
    parameters.only(&["stream", "machine", "pointer", "from", "limit"])?;
    let asked = Asked::of(shared, &parameters)?;
    parameters.required("pointer")?;
    let pointer = pointer(&parameters)?;
    let from = parameters.number("from", 0..=u64::MAX)?.unwrap_or(1);
    let limit = parameters.number("limit", 1..=1_000)?.unwrap_or(ENTRIES);
    let blame = asked.story(move |asked, told| {
        let end = from.saturating_add(EVENTS);
        let mut next = (end <= told.story.version()).then_some(end);
        let mut entries = Vec::new();
        told.story.blame(&pointer, from..end, &mut |entry| {
            if entries.len() as u64 == limit {
                next = Some(entry.version);
                return ControlFlow::Break(());
            }
            entries.push(Entry::of(asked, &pointer, entry));
            ControlFlow::Continue(())
        });
        Ok(Blame { stream: asked.stream.to_string(), pointer, entries, next })
    });
    Ok(Answer(blame.await?))
}
