//! `api/log`: what the log holds.

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::State;
use serde::Serialize;

use crate::{answer::Answer, error::Answered, index::Census, parameters::Parameters, shared::Shared, work::blocking};

/// What the log holds.
#[derive(Debug, Serialize)]
pub(crate) struct LogInfo {
    id: String,
    name: String,
    first: u64,
    head: u64,
    indexed: u64,
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

#[derive(Debug, Default, Serialize)]
struct Kind {
    name: String,
    streams: u64,
    events: u64,
}

#[derive(Debug, Default, Serialize)]
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
        let head = shared.log.head().await?;
        let census = shared.index.census().await?;
        let machines = shared.machines.iter().map(|machine| machine.spec());
        Ok(LogInfo {
            id: shared.log.id().to_string(),
            name: shared.name.clone(),
            first: census.first.max(1),
            head: head.max(census.last),
            indexed: census.last,
            events: census.events(),
            streams: census.streams.values().sum(),
            recorded_first: census.recorded.map(|(first, _)| first),
            recorded_last: census.recorded.map(|(_, last)| last),
            services: services(&census),
            kinds: kinds(&census),
            types: types(&census),
            machines: machines.map(|spec| MachineBrief { name: spec.name, stream: spec.stream }).collect(),
            profile: shared.stack.is_some() || shared.profile.is_some(),
            version: env!("CARGO_PKG_VERSION"),
        })
    });
    Ok(Answer(info.await?))
}

/// Those that events name, in order of name.
fn services(census: &Census) -> Vec<Service> {
    let mut services = BTreeMap::<_, u64>::new();
    for group in &census.groups {
        if let Some(service) = &group.service {
            *services.entry(service).or_default() += group.events;
        }
    }
    services.into_iter().map(|(name, events)| Service { name: name.to_string(), events }).collect()
}

fn kinds(census: &Census) -> Vec<Kind> {
    let mut kinds = BTreeMap::<_, Kind>::new();
    for (kind, streams) in &census.streams {
        kinds.insert(kind, Kind { name: kind.to_string(), streams: *streams, events: 0 });
    }
    for group in &census.groups {
        if let Some(kind) = kinds.get_mut(&group.kind) {
            kind.events += group.events;
        }
    }
    kinds.into_values().collect()
}

fn types(census: &Census) -> Vec<Type> {
    let mut types = BTreeMap::<_, Type>::new();
    for group in &census.groups {
        let event = types
            .entry(&group.event.name)
            .or_insert_with(|| Type { name: group.event.name.clone(), ..Type::default() });
        event.events += group.events;
        if let Err(place) = event.versions.binary_search(&group.event.version) {
            event.versions.insert(place, group.event.version);
        }
    }
    types.into_values().collect()
}
