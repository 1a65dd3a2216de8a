//! `api/story`: what happened to a stream, step by step.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use axum::extract::State;
use chronostack_query::Told;
use serde::Serialize;

use crate::{
    answer::Answer,
    api::{asked::Asked, step::Step},
    error::Answered,
    parameters::Parameters,
    shared::Shared,
};

/// Steps of a page where no limit is given.
const STEPS: u64 = 200;
/// So long are the changes of a page's steps counted.
const COUNTING: Duration = Duration::from_millis(200);

/// What happened to a stream, a page of it.
#[derive(Debug, Serialize)]
pub(crate) struct StoryPage {
    stream: String,
    machine: &'static str,
    version: u64,
    steps: Vec<Step>,
    next: Option<u64>,
    failure: Option<Failure>,
}

/// Why a story goes no further.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    pub(super) version: u64,
    pub(super) message: String,
}

impl Failure {
    /// Why a story ends before its stream does.
    pub(super) fn of(told: &Told) -> Option<Self> {
        let failure = told.failure.as_ref()?;
        Some(Self { version: told.story.version() + 1, message: format!("failed to {failure}") })
    }
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<StoryPage> {
    parameters.only(&["stream", "machine", "from", "limit"])?;
    let asked = Asked::of(shared, &parameters)?;
    let from = parameters.number("from", 0..=u64::MAX)?.unwrap_or(1);
    let limit = parameters.number("limit", 1..=1_000)?.unwrap_or(STEPS);
    let page = asked.story(move |asked, told| {
        let (mut steps, mut next) = (Vec::new(), None);
        told.story.outline(from, COUNTING, &mut |step| {
            if steps.len() as u64 == limit {
                next = Some(step.version);
                return ControlFlow::Break(());
            }
            steps.push(Step::from(step));
            ControlFlow::Continue(())
        });
        Ok(StoryPage {
            stream: asked.stream.to_string(),
            machine: asked.machine.spec().name,
            version: told.story.version(),
            steps,
            next,
            failure: Failure::of(told),
        })
    });
    Ok(Answer(page.await?))
}
