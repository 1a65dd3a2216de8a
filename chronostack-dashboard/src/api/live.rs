//! `api/live`: what is recorded from now on, as it comes.

use std::{convert::Infallible, ops::ControlFlow, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use chronostack::log::{Log, RecordRef};
use futures_util::{Stream, stream};
use serde::Serialize;
use tokio::sync::watch;

use crate::{error::ApiError, index::Progress, parameters::Parameters, shared::Shared, work::blocking};

/// Events that are told one by one with a message.
const MARKS_MAX: u64 = 200;
/// How long messages are apart.
const APART: Duration = Duration::from_millis(100);

/// What was recorded since the last message.
#[derive(Debug, Serialize)]
struct Appended {
    head: u64,
    events: u64,
    /// How many there are now.
    streams: u64,
    marks: Vec<Mark>,
}

#[derive(Debug, Serialize)]
struct Mark {
    position: u64,
    at: i64,
    service: String,
    #[serde(rename = "type")]
    event: String,
    stream: String,
    version: u64,
}

/// One who is told.
struct Listener {
    shared: Arc<Shared>,
    progress: watch::Receiver<Progress>,
    /// The last position that was told.
    told: u64,
}

pub(super) async fn answer(
    State(shared): State<Arc<Shared>>,
    parameters: Parameters,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    parameters.only(&["from"])?;
    let from = parameters.number("from", 0..=u64::MAX)?;
    let told = if let Some(from) = from {
        from
    } else {
        let log = Arc::clone(&shared.log);
        blocking(async move { Ok(log.head().await?) }).await?
    };
    let listener = Listener { progress: shared.index.progress(), shared, told };
    let messages = stream::unfold(listener, async |mut listener| {
        let appended = listener.next().await?;
        let event = Event::default().event("appended").data(serde_json::to_string(&appended).ok()?);
        Some((Ok(event), listener))
    });
    Ok(Sse::new(messages).keep_alive(KeepAlive::default()))
}

impl Listener {
    /// What comes next; `None` when nothing ever will.
    async fn next(&mut self) -> Option<Appended> {
        let (told, failed) = (self.told, |progress: &Progress| progress.failed.is_some());
        let progress = self.progress.wait_for(|progress| progress.last > told || failed(progress)).await.ok()?.clone();
        if progress.last <= told {
            return None;
        }
        // What comes meanwhile is told with it.
        tokio::time::sleep(APART).await;
        let Progress { last: head, streams, .. } = self.progress.borrow().clone();
        let log = Arc::clone(&self.shared.log);
        let first = (told + 1).max((head + 1).saturating_sub(MARKS_MAX));
        let marks = blocking(async move { marks(log.as_ref(), first, head).await }).await;
        self.told = head;
        Some(Appended { head, events: head - told, streams, marks: marks.unwrap_or_default() })
    }
}

async fn marks(log: &dyn Log, first: u64, last: u64) -> Result<Vec<Mark>, ApiError> {
    let mut marks = Vec::new();
    let mut look = |record: &RecordRef<'_>| {
        if record.position > last {
            return ControlFlow::Break(());
        }
        marks.push(Mark {
            position: record.position,
            at: record.recorded_at.as_microsecond(),
            service: record.service().unwrap_or("(none)").to_owned(),
            event: record.kind.name.clone(),
            stream: record.stream().to_owned(),
            version: record.version,
        });
        ControlFlow::Continue(())
    };
    log.scan(first, &mut look).await?;
    Ok(marks)
}
