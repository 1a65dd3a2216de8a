//! `api/timeline`: how many events there were when.

use std::sync::Arc;

use axum::extract::State;
use chronostack::time::Timestamp;

use crate::{
    answer::Answer,
    error::{Answered, ApiError},
    parameters::Parameters,
    shared::Shared,
    timeline::{By, Question, Timeline},
    work::blocking,
};

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Timeline> {
    parameters.only(&["by", "from", "to", "buckets", "stream", "type"])?;
    let ways = [("service", By::Service), ("kind", By::Kind), ("type", By::Type), ("stream", By::Stream)];
    let time = |name| Ok::<_, ApiError>(parameters.time(name)?.map(Timestamp::as_microsecond));
    let buckets = parameters.number("buckets", 1..=4_000)?.unwrap_or(1_000);
    let question = Question {
        by: parameters.choice("by", &ways)?.unwrap_or(By::Service),
        from: time("from")?,
        to: time("to")?,
        buckets: u32::try_from(buckets).unwrap_or(u32::MAX),
        stream: parameters.selector("stream")?,
        types: parameters.all("type").map(str::to_owned).collect(),
    };
    if question.from.zip(question.to).is_some_and(|(from, to)| from >= to) {
        return Err(ApiError::bad_request("`to` must be later than `from`"));
    }
    Ok(Answer(blocking(async move { question.answer(shared.log.as_ref(), &shared.index).await }).await?))
}
