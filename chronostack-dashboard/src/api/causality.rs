//! `api/causality`: what led to an event, and what came of it.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chronostack::{
    causality::{Causality, CriticalPath, Excerpt, Reach, Seen},
    id::EventId,
};
use serde::Serialize;

use crate::{
    answer::Answer,
    api::event::Which,
    error::{Answered, ApiError},
    parameters::Parameters,
    shared::Shared,
    work::blocking,
};

/// Events of a critical path that are told, the last ones: each is read from the log, and so are all its causes.
const PATH_EVENTS_MAX: usize = 1_000;

/// What led to an event, and what came of it.
#[derive(Debug, Serialize)]
pub(crate) struct Cone {
    focus: String,
    /// Whether there are more events than were asked for.
    more: bool,
    /// Causes before effects.
    events: Vec<CausalEvent>,
    /// Cause and effect, by their places there.
    edges: Vec<(usize, usize)>,
    elsewhere: Vec<Elsewhere>,
    critical: Critical,
}

#[derive(Debug, Serialize)]
struct CausalEvent {
    id: String,
    position: u64,
    log: String,
    stream: String,
    version: u64,
    #[serde(rename = "type")]
    event: String,
    at: i64,
    logical: i64,
    service: Option<String>,
    lane: Option<String>,
    actor: Option<String>,
}

/// A cause that is in no log that is open here.
#[derive(Debug, Serialize)]
struct Elsewhere {
    id: String,
    effect: usize,
}

/// Where the time went.
#[derive(Debug, Serialize)]
struct Critical {
    events: Vec<String>,
    hops: Vec<Hop>,
    took_us: i64,
    by_service: Vec<(String, i64)>,
    by_lane: Vec<(String, i64)>,
    /// Whether the first steps are left out.
    more: bool,
}

#[derive(Debug, Serialize)]
struct Hop {
    from: String,
    to: String,
    took_us: i64,
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Perfetto,
    Dot,
    Mermaid,
}

/// Which part of the graph is asked for.
struct Part {
    of: Which,
    reach: Reach,
    limit: usize,
}

impl Part {
    fn of(parameters: &Parameters) -> Result<Self, ApiError> {
        let reaches = [
            ("cone", Reach::Cone),
            ("ancestors", Reach::Ancestors),
            ("descendants", Reach::Descendants),
            ("chain", Reach::Chain),
        ];
        Ok(Self {
            of: Which::of(parameters)?,
            reach: parameters.choice("reach", &reaches)?.unwrap_or(Reach::Cone),
            limit: parameters.number("limit", 1..=5_000)?.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(500),
        })
    }

    async fn excerpt(&self, shared: &Shared, graph: &Causality) -> Result<Excerpt, ApiError> {
        let id = self.of.find(shared).await?.meta.id;
        Ok(graph.excerpt(id, self.reach, self.limit).await?)
    }
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Cone> {
    parameters.only(&["id", "position", "reach", "limit"])?;
    let part = Part::of(&parameters)?;
    let answer = blocking(async move {
        let id = part.of.find(&shared).await?.meta.id;
        let graph = shared.graph.get(&shared.log).await?;
        let excerpt = graph.excerpt(id, part.reach, part.limit).await?;
        let critical = graph.critical_path_within(id, PATH_EVENTS_MAX).await?;
        Ok(cone(&shared, &graph, &excerpt, &critical))
    });
    Ok(Answer(answer.await?))
}

/// The same part as a file for another tool.
pub(super) async fn export(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Result<Response, ApiError> {
    parameters.only(&["id", "position", "reach", "limit", "format"])?;
    let part = Part::of(&parameters)?;
    let formats = [("perfetto", Format::Perfetto), ("dot", Format::Dot), ("mermaid", Format::Mermaid)];
    let format = parameters.choice("format", &formats)?.unwrap_or(Format::Perfetto);
    blocking(async move {
        let graph = shared.graph.get(&shared.log).await?;
        let excerpt = part.excerpt(&shared, &graph).await?;
        let (text, content_type, ending) = match format {
            Format::Perfetto => (excerpt.to_trace_json(), "application/json", "trace.json"),
            Format::Dot => (excerpt.to_dot(), "text/vnd.graphviz", "dot"),
            Format::Mermaid => (excerpt.to_mermaid(), "text/plain; charset=utf-8", "mmd"),
        };
        let name = format!("attachment; filename=\"causality-{}.{ending}\"", excerpt.focus.position);
        Ok(([(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, name)], text)
            .into_response())
    })
    .await
}

fn cone(shared: &Shared, graph: &Causality, excerpt: &Excerpt, critical: &CriticalPath) -> Cone {
    let log = shared.log.id().to_string();
    let places: HashMap<EventId, usize> =
        excerpt.events.iter().enumerate().map(|(place, seen)| (seen.meta.id, place)).collect();
    let (mut edges, mut elsewhere) = (Vec::new(), Vec::new());
    for (effect, seen) in excerpt.events.iter().enumerate() {
        for cause in &seen.meta.causes {
            match places.get(cause) {
                Some(place) => edges.push((*place, effect)),
                None if graph.contains(*cause) => {}
                None => elsewhere.push(Elsewhere { id: cause.to_string(), effect }),
            }
        }
    }
    Cone {
        focus: excerpt.focus.to_string(),
        more: excerpt.more,
        events: excerpt.events.iter().map(|seen| event(seen, &log)).collect(),
        edges,
        elsewhere,
        critical: of_path(graph, critical),
    }
}

fn event(seen: &Seen, log: &str) -> CausalEvent {
    let meta = &seen.meta;
    let text = |text: &Option<Arc<str>>| text.as_ref().map(ToString::to_string);
    CausalEvent {
        id: meta.id.to_string(),
        position: meta.position,
        log: log.to_owned(),
        stream: meta.stream.to_string(),
        version: meta.version,
        event: seen.kind.name.clone(),
        at: meta.recorded_at.as_microsecond(),
        logical: seen.at().as_microsecond(),
        service: text(&meta.service),
        lane: text(&meta.lane),
        actor: text(&meta.actor),
    }
}

fn of_path(graph: &Causality, path: &CriticalPath) -> Critical {
    let micros = |micros: i128| i64::try_from(micros).unwrap_or(i64::MAX);
    let begins = path.events.first().is_none_or(|seen| !seen.meta.causes.iter().any(|cause| graph.contains(*cause)));
    let hops = path.hops().map(|hop| Hop {
        from: hop.from.meta.id.to_string(),
        to: hop.to.meta.id.to_string(),
        took_us: micros(hop.took.as_micros()),
    });
    Critical {
        events: path.events.iter().map(|seen| seen.meta.id.to_string()).collect(),
        hops: hops.collect(),
        took_us: micros(path.took().as_micros()),
        by_service: path.by_service().into_iter().map(|(name, took)| (name, micros(took.as_micros()))).collect(),
        by_lane: path.by_lane().into_iter().map(|(name, took)| (name, micros(took.as_micros()))).collect(),
        more: !begins,
    }
}
