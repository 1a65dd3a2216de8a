//! `api/hot`: the streams and the types with most events.

use std::{cmp::Reverse, collections::BTreeMap, ops::ControlFlow, sync::Arc};

use axum::extract::State;
use chronostack::log::StreamSummary;
use chronostack_query::{StreamQuery, streams};
use serde::Serialize;

use crate::{answer::Answer, error::Answered, parameters::Parameters, records, shared::Shared, work::blocking};

/// The streams and the types with most events, the most first.
#[derive(Debug, Serialize)]
pub(crate) struct Hot {
    streams: Vec<HotStream>,
    types: Vec<HotType>,
}

#[derive(Debug, Serialize)]
struct HotStream {
    stream: String,
    events: u64,
    /// When its last one was recorded.
    at: Option<i64>,
}

#[derive(Debug, Serialize)]
struct HotType {
    name: String,
    events: u64,
    /// Of their payloads.
    bytes: u64,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Hot> {
    parameters.only(&["limit"])?;
    let limit = parameters.number("limit", 1..=1_000)?.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(50);
    let answer = blocking(async move {
        let log = shared.log.as_ref();
        let mut most = BTreeMap::<(Reverse<u64>, String), u64>::new();
        let mut look = |summary: &StreamSummary| {
            let least =
                most.last_key_value().filter(|_| most.len() == limit).map_or(0, |((Reverse(least), _), _)| *least);
            if summary.version > least {
                most.insert((Reverse(summary.version), summary.stream.to_string()), summary.position);
                if most.len() > limit {
                    most.pop_last();
                }
            }
            ControlFlow::Continue(())
        };
        streams(log, &StreamQuery::default(), &mut look).await?;
        let mut streams = Vec::with_capacity(most.len());
        for ((Reverse(events), stream), position) in most {
            let at = records::at(log, position).await?.map(|record| record.meta.recorded_at.as_microsecond());
            streams.push(HotStream { stream, events, at });
        }
        let mut sums = BTreeMap::<String, (u64, u64)>::new();
        for group in &shared.index.census().await?.groups {
            let (events, bytes) = sums.entry(group.event.name.clone()).or_default();
            (*events, *bytes) = (*events + group.events, *bytes + group.bytes);
        }
        let mut types: Vec<_> =
            sums.into_iter().map(|(name, (events, bytes))| HotType { name, events, bytes }).collect();
        types.sort_by_key(|event| Reverse(event.events));
        types.truncate(limit);
        Ok(Hot { streams, types })
    });
    Ok(Answer(answer.await?))
}
