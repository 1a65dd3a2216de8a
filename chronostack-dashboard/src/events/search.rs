//! Finding events, so many looked at at a time.

use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};

use chronostack::{
    id::EventId,
    log::{Log, ReadError, RecordRef},
};
use chronostack_query::{EventQuery, Mask, StreamSelector, first_version};

use crate::events::payload::payload;

/// Events that are looked at for one answer.
const LOOKED_AT_MAX: u64 = 200_000;
/// How long they are looked at: a text is looked for in payloads, which takes its time.
const LOOKED_FOR_MAX: Duration = Duration::from_millis(250);

/// Which events are looked for.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// Streams, types, where to start and when to end; and how many at most.
    pub(crate) query: EventQuery,
    /// Those that this one asked for.
    pub(crate) actor: Option<String>,
    /// Those of this chain.
    pub(crate) correlation: Option<EventId>,
    /// Those in whose payload, as JSON, there is this text, in lower case.
    pub(crate) text: Option<String>,
}

/// How a search went.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// Where to go on; `None` at the log's end.
    pub(crate) next: Option<u64>,
    /// How many events were looked at.
    pub(crate) looked_at: u64,
    /// The log's last position.
    pub(crate) head: u64,
}

impl Search {
    /// Shows events to `visit` until it breaks, there are as many as were asked for, or enough was looked at for one answer.
    pub(crate) async fn some(
        &self,
        log: &dyn Log,
        mask: &Mask,
        visit: &mut (dyn FnMut(&RecordRef<'_>) -> ControlFlow<()> + Send),
    ) -> Result<Found, ReadError> {
        let (head, from) = (log.head().await?, self.query.first(log).await?);
        let mut found = Found { next: None, looked_at: 0, head };
        let (mut left, began) = (self.query.limit.unwrap_or(u64::MAX), Instant::now());
        if from > head {
            return Ok(found);
        }
        let mut look = |record: &RecordRef<'_>| {
            if record.position > head || self.query.until.is_some_and(|until| record.recorded_at >= until) {
                return ControlFlow::Break(());
            }
            let enough = found.looked_at > 0 && found.looked_at.is_multiple_of(256) && began.elapsed() > LOOKED_FOR_MAX;
            if left == 0 || enough || found.looked_at == LOOKED_AT_MAX {
                found.next = Some(record.position);
                return ControlFlow::Break(());
            }
            found.looked_at += 1;
            if record.position < from || !self.admits(record, mask) {
                return ControlFlow::Continue(());
            }
            left -= 1;
            visit(record)
        };
        match &self.query.stream {
            Some(StreamSelector::One(stream)) => {
                let version = first_version(log, stream, from).await?;
                log.scan_stream(stream.clone(), version, &mut look).await?;
            }
            _ => log.scan(from, &mut look).await?,
        }
        Ok(found)
    }

    fn admits(&self, record: &RecordRef<'_>, mask: &Mask) -> bool {
        self.query.admits(record)
            && self.actor.as_deref().is_none_or(|actor| record.actor() == Some(actor))
            && self.correlation.is_none_or(|correlation| record.correlation() == correlation)
            && self
                .text
                .as_ref()
                .is_none_or(|text| payload(mask, record.kind, record.payload).to_lowercase().contains(text))
    }
}
