//! `api/event`: all there is to an event, and `api/event/data`: its payload.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chronostack::{
    causality::{Causality, Reach, Seen},
    id::EventId,
    log::{Log, Record, RecordRef},
};
use serde::Serialize;

use crate::{
    answer::Answer,
    error::{Answered, ApiError},
    events::{EventBrief, payload},
    parameters::Parameters,
    records,
    shared::Shared,
    shown::Bounds,
    work::blocking,
};

/// Effects that are named.
const EFFECTS_MAX: usize = 200;

/// All there is to an event.
#[derive(Debug, Serialize)]
pub(crate) struct EventDetail {
    #[serde(flatten)]
    brief: EventBrief,
    occurred_at: Option<String>,
    logical: String,
    traceparent: Option<String>,
    idempotency_key: Option<String>,
    effects: Vec<Neighbour>,
    more_effects: bool,
    cause_details: Vec<Neighbour>,
    /// The positions of those before and behind it in its stream.
    previous: Option<u64>,
    next: Option<u64>,
    /// Of its payload.
    bytes: usize,
}

/// A cause or an effect; of one in a log that is not open here nothing but its id is known.
#[derive(Debug, Serialize)]
struct Neighbour {
    id: String,
    position: Option<u64>,
    #[serde(rename = "type")]
    event: Option<String>,
    stream: Option<String>,
}

/// Which event is meant.
pub(super) enum Which {
    Id(EventId),
    Position(u64),
}

impl Which {
    pub(super) fn of(parameters: &Parameters) -> Result<Self, ApiError> {
        let id = parameters.parsed::<EventId>("id", "an event's id")?;
        match (id, parameters.number("position", 1..=u64::MAX)?) {
            (Some(id), None) => Ok(Self::Id(id)),
            (None, Some(position)) => Ok(Self::Position(position)),
            _ => Err(ApiError::bad_request("give either `id` or `position`")),
        }
    }

    /// Its record.
    pub(super) async fn find(&self, shared: &Shared) -> Result<Record, ApiError> {
        let log = shared.log.as_ref();
        let found = match self {
            Self::Position(position) => records::at(log, *position).await?,
            Self::Id(id) => {
                // An event stands at the position that its id tells, unless it was imported.
                let own = if id.log == log.id() { records::at(log, id.position).await? } else { None };
                match own.filter(|record| record.meta.id == *id) {
                    Some(record) => Some(record),
                    None => match see(&*shared.graph.get(log_of(shared)).await?, *id).await? {
                        Some(seen) => records::at(log, seen.meta.position).await?,
                        None => None,
                    },
                }
            }
        };
        found.ok_or_else(|| match self {
            Self::Position(position) => ApiError::not_found(format!("the log holds no event at position {position}")),
            Self::Id(id) => ApiError::not_found(format!("the log holds no event {id}")),
        })
    }
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<EventDetail> {
    parameters.only(&["id", "position"])?;
    let which = Which::of(&parameters)?;
    let answer = blocking(async move {
        let Record { meta, kind, payload } = which.find(&shared).await?;
        let log = shared.log.as_ref();
        let (mut effects, mut more_effects, mut cause_details) = (Vec::new(), false, Vec::new());
        let graph = shared.graph.get(log_of(&shared)).await?;
        if graph.contains(meta.id) {
            for id in graph.effects(meta.id).into_iter().flatten() {
                if effects.len() == EFFECTS_MAX {
                    more_effects = true;
                    break;
                }
                effects.push(neighbour(&graph, id).await?);
            }
        }
        for cause in &meta.causes {
            cause_details.push(neighbour(&graph, *cause).await?);
        }
        drop(graph);
        let text = |text: &Option<Arc<str>>| text.as_ref().map(ToString::to_string);
        let record = Record { meta, kind, payload };
        let meta = &record.meta;
        Ok(EventDetail {
            brief: EventBrief::of(&RecordRef::from(&record), &shared.mask, &Bounds::SINGLE),
            occurred_at: meta.occurred_at.map(|time| time.to_string()),
            logical: meta.logical.to_string(),
            traceparent: text(&meta.traceparent),
            idempotency_key: text(&meta.idempotency_key),
            effects,
            more_effects,
            cause_details,
            previous: records::position_of(log, &meta.stream, meta.version - 1).await?,
            next: records::position_of(log, &meta.stream, meta.version + 1).await?,
            bytes: record.payload.len(),
        })
    });
    Ok(Answer(answer.await?))
}

/// The payload whole, but for what is masked: a file to be saved.
pub(super) async fn data(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Result<Response, ApiError> {
    parameters.only(&["id", "position"])?;
    let which = Which::of(&parameters)?;
    blocking(async move {
        let record = which.find(&shared).await?;
        let json = payload(&shared.mask, &record.kind, &record.payload);
        let name = format!("attachment; filename=\"event-{}.json\"", record.meta.position);
        Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], json)
            .into_response())
    })
    .await
}

fn log_of(shared: &Shared) -> &Arc<dyn Log> {
    &shared.log
}

async fn neighbour(graph: &Causality, id: EventId) -> Result<Neighbour, ApiError> {
    let seen = if graph.contains(id) { see(graph, id).await? } else { None };
    let (position, event, stream) = match seen {
        Some(Seen { meta, kind, .. }) => (Some(meta.position), Some(kind.name.clone()), Some(meta.stream.to_string())),
        None => (None, None, None),
    };
    Ok(Neighbour { id: id.to_string(), position, event, stream })
}

/// An event of the graph as its log shows it.
async fn see(graph: &Causality, id: EventId) -> Result<Option<Seen>, ApiError> {
    if !graph.contains(id) {
        return Ok(None);
    }
    Ok(graph.excerpt(id, Reach::Descendants, 1).await?.events.pop())
}
