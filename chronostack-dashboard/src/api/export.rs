//! `api/export`: events as lines of CloudEvents, streamed.

use std::{collections::HashSet, io, ops::ControlFlow, sync::Arc};

use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chronostack::{interchange::CloudEvent, log::RecordRef};
use futures_util::stream;
use serde_json::value::RawValue;
use tokio::sync::mpsc::{self, Sender};

use crate::{
    api::filters,
    error::ApiError,
    events::{Search, payload},
    parameters::Parameters,
    shared::Shared,
    work::blocking,
};

/// Bytes that are sent at once.
const CHUNK_BYTES: usize = 64 << 10;

type Chunk = Result<Vec<u8>, io::Error>;

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Result<Response, ApiError> {
    parameters.only(&filters::NAMES)?;
    let mut search = filters::search(&parameters)?;
    search.query.limit = parameters.number("limit", 1..=u64::MAX)?;
    let (chunks, sent) = mpsc::channel::<Chunk>(4);
    tokio::spawn(blocking(async move {
        let wrote = write(&shared, search, &chunks).await;
        if let Err(error) = &wrote {
            // What was sent is known to be cut short by that; nobody listens where it was given up.
            let _ = chunks.blocking_send(Err(io::Error::other(format!("{error:?}"))));
        }
        wrote
    }));
    let body = stream::unfold(sent, async |mut sent| Some((sent.recv().await?, sent)));
    let told = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"events.jsonl\""),
    ];
    Ok((told, Body::from_stream(body)).into_response())
}

async fn write(shared: &Shared, mut search: Search, chunks: &Sender<Chunk>) -> Result<(), ApiError> {
    let (mut chunk, mut told, mut failed) = (Vec::new(), HashSet::new(), None);
    let mut left = search.query.limit;
    loop {
        let mut take = |record: &RecordRef<'_>| {
            left = left.map(|left| left - 1);
            match line(shared, record, &mut told) {
                Ok(line) => chunk.extend_from_slice(line.as_bytes()),
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            let full = chunk.len() >= CHUNK_BYTES;
            if full && chunks.blocking_send(Ok(std::mem::take(&mut chunk))).is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let found = search.some(shared.log.as_ref(), &shared.mask, &mut take).await?;
        if let Some(failed) = failed {
            return Err(failed);
        }
        match found.next {
            Some(next) if left != Some(0) && !chunks.is_closed() => {
                search.query.start = chronostack_query::Start::Position(next);
                search.query.limit = left;
            }
            _ => break,
        }
    }
    // Nobody listens where the rest is not wanted.
    let _ = chunks.blocking_send(Ok(chunk));
    Ok(())
}

/// The line of an event; that of the first of each type tells the shape of its payload.
fn line(shared: &Shared, record: &RecordRef<'_>, told: &mut HashSet<(String, u32)>) -> Result<String, ApiError> {
    let mut event =
        CloudEvent::of_record(&record.to_record()).map_err(|error| ApiError::internal(error.to_string()))?;
    if shared.mask.hides_event(&event.name) {
        let masked = payload(&shared.mask, record.kind, record.payload);
        event.data = RawValue::from_string(masked).map_err(|error| ApiError::internal(error.to_string()))?;
    } else if told.insert((record.kind.name.clone(), record.kind.version)) {
        event.kind = Some(Arc::clone(record.kind));
    }
    Ok(event.to_line() + "\n")
}
