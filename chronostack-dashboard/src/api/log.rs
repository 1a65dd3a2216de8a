//! `api/log`: what the log holds.

use std::sync::Arc;

use axum::extract::State;
use chronostack::time::Timestamp;
use chronostack_query::Stats;
use serde::Serialize;

use crate::{answer::Answer, error::Answered, parameters::Parameters, shared::Shared, work::blocking};

/// What the log holds.
#[derive(Debug, Serialize)]
pub(crate) struct LogInfo {
    id: String,
    name: String,
    first: u64,
    head: u64,
    events: u64,
    streams: u64,
    recorded_first: Option<i64>,
    recorded_last: Option<i64>,
    services: Vec<Service>,
    kinds: Vec<Kind>,
    types: Vec<Type>,
    machines: Vec<MachineBrief>,
    profile: bool,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct Service {
    name: String,
    events: u64,
}

#[derive(Debug, Serialize)]
struct Kind {
    name: String,
    streams: u64,
    events: u64,
}

#[derive(Debug, Serialize)]
struct Type {
    name: String,
    versions: Vec<u32>,
    events: u64,
}

#[derive(Debug, Serialize)]
struct MachineBrief {
    name: &'static str,
    stream: &'static str,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<LogInfo> {
    parameters.only(&[])?;
    let info = blocking(async move {
        let stats = Stats::of(shared.log.as_ref(), &mut |_| {}).await?;
        let mut types: Vec<Type> = Vec::new();
        for kind in &stats.event_types {
            match types.last_mut().filter(|last| last.name == kind.event) {
                Some(last) => {
                    last.versions.push(kind.version);
                    last.events += kind.events;
                }
                None => {
                    types.push(Type { name: kind.event.clone(), versions: vec![kind.version], events: kind.events });
                }
            }
        }
        let kinds = stats.stream_kinds.iter();
        let machines = shared.machines.iter().map(|machine| machine.spec());
        Ok(LogInfo {
            id: stats.log.clone(),
            name: shared.name.clone(),
            first: stats.first,
            head: stats.last,
            events: stats.events(),
            streams: stats.streams(),
            recorded_first: stats.recorded_first.map(Timestamp::as_microsecond),
            recorded_last: stats.recorded_last.map(Timestamp::as_microsecond),
            services: Vec::new(),
            kinds: kinds
                .map(|kind| Kind { name: kind.kind.clone(), streams: kind.streams, events: kind.events })
                .collect(),
            types,
            machines: machines.map(|spec| MachineBrief { name: spec.name, stream: spec.stream }).collect(),
            profile: shared.stack.is_some(),
            version: env!("CARGO_PKG_VERSION"),
        })
    });
    Ok(Answer(info.await?))
}
