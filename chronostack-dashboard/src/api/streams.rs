//! `api/streams`: the streams, in order of name.

use std::{ops::ControlFlow, sync::Arc};

use axum::extract::State;
use chronostack::{id::StreamName, log::StreamSummary};
use chronostack_query::{StreamQuery, streams};
use serde::Serialize;

use crate::{answer::Answer, error::Answered, parameters::Parameters, records, shared::Shared, work::blocking};

/// Streams that are looked at for one answer, where not all of them have the prefix.
const LOOKED_AT_MAX: u64 = 200_000;

/// The streams, in order of name.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Page {
    streams: Vec<Row>,
    /// Where to go on.
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    stream: String,
    version: u64,
    /// Of its last event.
    position: u64,
    at: Option<i64>,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Page> {
    parameters.only(&["kind", "prefix", "from", "limit"])?;
    let prefix = parameters.text("prefix")?.unwrap_or_default().to_owned();
    let from = parameters.parsed::<StreamName>("from", "a stream's name, as `order/order-1`")?;
    let limit = parameters.number("limit", 1..=1_000)?.unwrap_or(100);
    // A prefix with a slash says which kind it is, and where its streams start.
    let (kind_of_prefix, starts) = match prefix.split_once('/') {
        Some((kind, _)) => (Some(kind.to_owned()), prefix.parse::<StreamName>().ok()),
        None => (None, None),
    };
    let kind = parameters.text("kind")?.map(str::to_owned).or(kind_of_prefix);
    let query = StreamQuery { kind, from: from.max(starts), limit: Some(LOOKED_AT_MAX) };
    let answer = blocking(async move {
        let log = shared.log.as_ref();
        let mut found = Vec::<StreamSummary>::new();
        let (mut next, mut looked_at) = (None, 0);
        let mut look = |summary: &StreamSummary| {
            looked_at += 1;
            let name = summary.stream.as_str();
            if found.len() as u64 == limit || looked_at == LOOKED_AT_MAX {
                next = Some(name.to_owned());
                return ControlFlow::Break(());
            }
            if name.starts_with(&prefix) {
                found.push(summary.clone());
            }
            // Those with the prefix stand together.
            if name > prefix.as_str() && !name.starts_with(&prefix) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        streams(log, &query, &mut look).await?;
        let mut streams = Vec::with_capacity(found.len());
        for StreamSummary { stream, version, position } in found {
            let last = records::at(log, position).await?;
            let at = last.map(|record| record.meta.recorded_at.as_microsecond());
            streams.push(Row { stream: stream.to_string(), version, position, at });
        }
        Ok(Page { streams, next })
    });
    Ok(Answer(answer.await?))
}
