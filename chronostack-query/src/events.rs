//! The events of a log.

use std::ops::ControlFlow;

use chronostack::{
    id::StreamName,
    log::{Log, ReadError, ReadLimit, RecordRef, Visit},
    time::Timestamp,
};

use crate::{error::QueryError, names::nearest, selector::StreamSelector};

/// Which events are to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventQuery {
    /// Those of one stream, or of all of a kind.
    pub stream: Option<StreamSelector>,
    /// Those of these types; of all types where there is none.
    pub types: Vec<String>,
    /// Where to start.
    pub start: Start,
    /// Those that were recorded before this time.
    pub until: Option<Timestamp>,
    /// So many at most.
    pub limit: Option<u64>,
}

/// Where to start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Start {
    /// At the first event.
    #[default]
    First,
    /// At a position.
    Position(u64),
    /// At the first event that was recorded at that time or later.
    Time(Timestamp),
    /// So many events before the end: of the stream, where one is asked for, else of the log.
    Last(u64),
}

impl EventQuery {
    /// Whether the log has what is asked for.
    ///
    /// # Errors
    /// With what comes nearest when it has not.
    pub async fn require(&self, log: &dyn Log) -> Result<(), QueryError> {
        if let Some(selector) = &self.stream {
            selector.require(log).await?;
        }
        if self.types.is_empty() {
            return Ok(());
        }
        let kinds = log.kinds().await?;
        match self.types.iter().find(|name| kinds.iter().all(|kind| kind.name != **name)) {
            None => Ok(()),
            Some(event) => {
                let nearest = nearest(event, kinds.iter().map(|kind| kind.name.as_str()));
                Err(QueryError::NoType { event: event.clone(), nearest })
            }
        }
    }

    /// Shows `visit` the events in order, up to what the log holds now, or until it breaks. Answers with the position from
    /// which to go on when there is more.
    pub async fn show(&self, log: &dyn Log, visit: &mut Visit<'_>) -> Result<u64, ReadError> {
        let from = self.first(log).await?;
        self.show_from(log, from, visit).await
    }

    /// [`show`](Self::show) from this position on, whatever the start that is asked for.
    pub async fn show_from(&self, log: &dyn Log, from: u64, visit: &mut Visit<'_>) -> Result<u64, ReadError> {
        let head = log.head().await?;
        let mut left = self.limit.unwrap_or(u64::MAX);
        if left == 0 || from > head {
            return Ok(from);
        }
        let mut next = from;
        let mut look = |record: &RecordRef<'_>| {
            if record.position > head {
                return ControlFlow::Break(());
            }
            next = record.position + 1;
            if record.position < from || !self.admits(record) {
                return ControlFlow::Continue(());
            }
            if self.until.is_some_and(|until| record.recorded_at >= until) {
                return ControlFlow::Break(());
            }
            left -= 1;
            visit(record)?;
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let Some(StreamSelector::One(stream)) = &self.stream else {
            log.scan(from, &mut look).await?;
            return Ok(next);
        };
        let version = first_version(log, stream, from).await?;
        log.scan_stream(stream.clone(), version, &mut look).await?;
        // What the stream has no part in is passed over.
        Ok(if left == 0 { next } else { head + 1 })
    }

    /// Whether the record is of the streams and types that are asked for.
    pub fn admits(&self, record: &RecordRef<'_>) -> bool {
        (self.types.is_empty() || self.types.contains(&record.kind.name))
            && self.stream.as_ref().is_none_or(|selector| selector.admits(record.stream()))
    }

    /// The position at which to start.
    pub async fn first(&self, log: &dyn Log) -> Result<u64, ReadError> {
        match (self.start, &self.stream) {
            (Start::Position(position), _) => Ok(position.max(1)),
            (Start::First, _) => first_position(log).await,
            (Start::Last(count), Some(StreamSelector::One(stream))) => {
                let Some(summary) = log.stream(stream.clone()).await? else { return Ok(1) };
                let version = (summary.version + 1).saturating_sub(count).max(1);
                let page = log.read_stream(stream.clone(), version, ReadLimit::records(1)).await?;
                Ok(page.records.first().map_or(summary.position + 1, |record| record.meta.position))
            }
            (Start::Last(count), _) => {
                let first = first_position(log).await?;
                Ok((log.head().await? + 1).saturating_sub(count).max(first))
            }
            (Start::Time(time), _) => {
                let (mut before, mut at_or_after) = (first_position(log).await? - 1, log.head().await? + 1);
                // Recorded times never run backwards.
                while before + 1 < at_or_after {
                    let middle = before.midpoint(at_or_after);
                    let page = log.read(middle, ReadLimit::records(1)).await?;
                    match page.records.first() {
                        Some(record) if record.meta.recorded_at < time => before = middle,
                        _ => at_or_after = middle,
                    }
                }
                Ok(at_or_after)
            }
        }
    }
}

/// The first position that the log holds: those before it are archived.
pub async fn first_position(log: &dyn Log) -> Result<u64, ReadError> {
    match log.read(1, ReadLimit::records(1)).await {
        Err(ReadError::Archived { first_kept, .. }) => Ok(first_kept),
        read => read.map(|_| 1),
    }
}

/// The first version of `stream` that stands at `position` or behind.
pub async fn first_version(log: &dyn Log, stream: &StreamName, position: u64) -> Result<u64, ReadError> {
    let (mut before, mut at_or_after) = (0, log.stream(stream.clone()).await?.map_or(0, |summary| summary.version) + 1);
    while before + 1 < at_or_after {
        let middle = before.midpoint(at_or_after);
        match log.read_stream(stream.clone(), middle, ReadLimit::records(1)).await {
            Ok(page) if page.records.first().is_some_and(|record| record.meta.position >= position) => {
                at_or_after = middle;
            }
            // Archived events stand before all that are not.
            Ok(_) | Err(ReadError::Archived { .. }) => before = middle,
            Err(error) => return Err(error),
        }
    }
    Ok(at_or_after)
}
