//! Counting a log, and what it records from then on.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use chronostack::log::{Log, ReadError, RecordRef};
use chronostack_query::{StreamQuery, first_position, streams};
use pollster::block_on;
use tokio::{
    sync::{RwLock, watch},
    task::spawn_blocking,
};

use crate::index::census::Census;

/// Events that are counted before others may look.
const EVENTS_AT_ONCE: usize = 65_536;
/// What is recorded within so long is counted together.
const TOGETHER: Duration = Duration::from_millis(20);

/// How far the count has come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    /// The last position that was counted.
    pub(crate) last: u64,
    /// How many streams there are.
    pub(crate) streams: u64,
    /// Whether the log had no more when that was counted.
    pub(crate) caught_up: bool,
    /// Why it goes no further.
    pub(crate) failed: Option<String>,
}

/// Counts all that the log holds, and then what it records, until the log is closed or this is dropped.
pub(super) async fn follow(log: Arc<dyn Log>, census: Arc<RwLock<Census>>, progress: Arc<watch::Sender<Progress>>) {
    if let Err(error) = count(log, census, &progress).await {
        tracing::warn!(%error, "the dashboard stops following the log");
        progress.send_modify(|progress| progress.failed = Some(error.to_string()));
    }
}

async fn count(
    log: Arc<dyn Log>,
    census: Arc<RwLock<Census>>,
    progress: &watch::Sender<Progress>,
) -> Result<(), ReadError> {
    let mut next = {
        let (log, census) = (Arc::clone(&log), Arc::clone(&census));
        in_thread(move || block_on(begin(log.as_ref(), &census))).await?
    };
    // Those behind are new when they are the first of their stream.
    let new_from = next.new_from;
    loop {
        let (log_here, census) = (Arc::clone(&log), Arc::clone(&census));
        let position = next.position;
        let (last, streams, more) = in_thread(move || {
            let mut census = census.blocking_write();
            let more = block_on(take_in(log_here.as_ref(), &mut census, position, new_from))?;
            Ok((census.last, census.streams.values().sum(), more))
        })
        .await?;
        next.position = last.max(position - 1) + 1;
        progress.send_replace(Progress { last, streams, caught_up: !more, failed: None });
        if !more {
            log.wait_past(next.position - 1).await?;
            tokio::time::sleep(TOGETHER).await;
        }
    }
}

/// Where to start.
struct Begin {
    position: u64,
    /// From which position on the first event of a stream is one of a new stream.
    new_from: u64,
}

async fn begin(log: &dyn Log, census: &RwLock<Census>) -> Result<Begin, ReadError> {
    let position = first_position(log).await?;
    if position <= 1 {
        return Ok(Begin { position, new_from: 1 });
    }
    // The first events of some streams are archived.
    let new_from = log.head().await? + 1;
    let mut census = census.write().await;
    let mut add = |summary: &chronostack::log::StreamSummary| {
        census.add_stream(summary.stream.kind());
        ControlFlow::Continue(())
    };
    streams(log, &StreamQuery::default(), &mut add).await?;
    Ok(Begin { position, new_from })
}

/// Counts some, and answers with whether there are more.
async fn take_in(log: &dyn Log, census: &mut Census, from: u64, new_from: u64) -> Result<bool, ReadError> {
    let mut left = EVENTS_AT_ONCE;
    let mut add = |record: &RecordRef<'_>| {
        if left == 0 {
            return ControlFlow::Break(());
        }
        left -= 1;
        census.add(record, record.position >= new_from);
        ControlFlow::Continue(())
    };
    log.scan(from, &mut add).await?;
    Ok(left == 0)
}

async fn in_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    // It ends early only with the executor.
    spawn_blocking(work).await.unwrap_or(Err(ReadError::Closed))
}
