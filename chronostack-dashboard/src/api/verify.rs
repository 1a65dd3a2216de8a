//! `api/verify`: whether the code makes of the events what was recorded of the states.

use std::{sync::Arc, time::Instant};

use axum::{extract::State, http::StatusCode};
use chronostack_query::{DivergenceData, QueryError};
use serde::Serialize;

use crate::{
    answer::Answer,
    api::{
        asked::Asked,
        change::{Change, Changes},
        state_shown::content_shown,
    },
    error::{Answered, ApiError},
    parameters::Parameters,
    shared::Shared,
    shown::Shown,
    work::blocking,
};

/// Divergences of an answer.
const DIVERGENCES: usize = 100;

/// Whether the code makes of the events what was recorded of the states.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Verify {
    machine: &'static str,
    streams: u64,
    events: u64,
    fingerprints: u64,
    diverged: usize,
    divergences: Vec<Report>,
    more: bool,
    took_ms: u64,
    failure: Option<String>,
}

#[derive(Debug, Serialize)]
struct Report {
    stream: String,
    version: u64,
    position: u64,
    at: i64,
    #[serde(rename = "type")]
    event: &'static str,
    transition: Option<String>,
    recorded_transition: Option<String>,
    message: String,
    suspects: Vec<String>,
    replayed: Option<Shown>,
    recorded: Option<Shown>,
    before: Option<Shown>,
    changes: Vec<Change>,
}

impl Report {
    fn of(asked: &Asked, data: &DivergenceData) -> Self {
        let DivergenceData { divergence, .. } = data;
        let (shared, machine) = (asked.shared.as_ref(), asked.machine.as_ref());
        let shown = |state: &Option<_>| state.as_ref().map(|state| content_shown(shared, machine, state));
        Self {
            stream: divergence.stream.to_string(),
            version: divergence.version,
            position: divergence.position,
            at: data.recorded_at.map_or(0, chronostack::Timestamp::as_microsecond),
            event: divergence.event,
            transition: divergence.transition.map(|transition| transition.to_string()),
            recorded_transition: data.recorded_transition.clone(),
            message: data.message(),
            suspects: data.suspects.clone(),
            replayed: shown(&data.replayed),
            recorded: shown(&data.recorded),
            before: shown(&data.before),
            changes: Changes { shared, machine, below: "" }.some(&data.changes),
        }
    }
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Verify> {
    parameters.only(&["machine"])?;
    let machine = Arc::clone(shared.machine(parameters.required("machine")?)?);
    let Ok(turn) = Arc::clone(&shared.verifying).try_lock_owned() else {
        return Err(ApiError::new(StatusCode::CONFLICT, "another verification is under way")
            .hint("one runs at a time; ask again when it has ended"));
    };
    let verify = blocking(async move {
        // Held to the end, whether or not somebody still waits for the answer.
        let _turn = turn;
        let started = Instant::now();
        let verified = machine.verify_all(Arc::clone(&shared.log)).await;
        let name = machine.spec().name;
        let took_ms = || u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let all = match verified {
            Ok(all) => all,
            Err(QueryError::Load(error)) => {
                let failure = Some(format!("failed to {error}"));
                return Ok(Verify { machine: name, took_ms: took_ms(), failure, ..Verify::default() });
            }
            Err(error) => return Err(error.into()),
        };
        let diverged = all.diverged.len();
        let mut divergences = Vec::new();
        for divergence in all.diverged.into_iter().take(DIVERGENCES) {
            let told = machine.story(Arc::clone(&shared.log), &divergence.stream).await?;
            let stream = divergence.stream.clone();
            let asked = Asked { shared: Arc::clone(&shared), machine: Arc::clone(&machine), stream };
            divergences.push(Report::of(&asked, &DivergenceData::of(divergence, &told)));
        }
        Ok(Verify {
            machine: name,
            streams: all.streams,
            events: all.verified.events,
            fingerprints: all.verified.reproduced + diverged as u64,
            diverged,
            more: diverged > divergences.len(),
            divergences,
            took_ms: took_ms(),
            failure: None,
        })
    });
    Ok(Answer(verify.await?))
}
