//! The streams that have most events, counted by time.

use std::{cmp::Reverse, collections::HashMap, ops::ControlFlow};

use chronostack::log::{Log, ReadError, RecordRef};
use chronostack_query::{EventQuery, Start, StreamQuery, StreamSelector, first_position, streams};

use crate::index::cells::Cells;

/// Streams that are counted apart.
const STREAMS: usize = 50;

/// Which streams and events are counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Which {
    /// Streams of this kind only.
    pub(crate) kind: Option<String>,
    /// Events of these types only.
    pub(crate) types: Vec<String>,
}

/// The streams that have most events, the most first, and all others together.
pub(crate) struct Busiest {
    which: Which,
    numbers: HashMap<Box<str>, usize>,
    streams: Vec<Box<str>>,
    /// The counts by time of each; the last are those of all others.
    pub(crate) cells: Cells,
    next: u64,
    /// The log's last position when they were found.
    found_at: u64,
}

impl Busiest {
    pub(super) async fn find(log: &dyn Log, which: Which) -> Result<Self, ReadError> {
        let found_at = log.head().await?;
        let mut most: Vec<(Reverse<u64>, Box<str>)> = Vec::with_capacity(STREAMS + 1);
        let query = StreamQuery { kind: which.kind.clone(), ..StreamQuery::default() };
        streams(log, &query, &mut |summary| {
            let least = most.last().filter(|_| most.len() == STREAMS).map_or(0, |(Reverse(version), _)| *version);
            if summary.version > least {
                let place = most.partition_point(|(Reverse(version), _)| *version >= summary.version);
                most.insert(place, (Reverse(summary.version), summary.stream.as_str().into()));
                most.truncate(STREAMS);
            }
            ControlFlow::Continue(())
        })
        .await?;
        let streams: Vec<Box<str>> = most.into_iter().map(|(_, stream)| stream).collect();
        let numbers = streams.iter().enumerate().map(|(number, stream)| (stream.clone(), number)).collect();
        Ok(Self { which, numbers, streams, cells: Cells::default(), next: first_position(log).await?, found_at })
    }

    /// The names of all groups of cells.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.streams.iter().map(|stream| &**stream).chain(["(others)"]).collect()
    }

    /// Whether it answers the question: once a log has twice as many events, others may have most.
    pub(super) fn serves(&self, which: &Which) -> bool {
        self.which == *which && self.next <= self.found_at.saturating_mul(2).max(self.found_at + 1_000)
    }

    /// Counts what was recorded since.
    pub(super) async fn update(&mut self, log: &dyn Log) -> Result<(), ReadError> {
        let Self { which, numbers, streams, cells, next, .. } = self;
        let query = EventQuery {
            stream: which.kind.clone().map(StreamSelector::Kind),
            types: which.types.clone(),
            start: Start::Position(*next),
            ..EventQuery::default()
        };
        let others = streams.len();
        let mut look = |record: &RecordRef<'_>| {
            let number = numbers.get(record.stream()).copied().unwrap_or(others);
            cells.add(number, record.recorded_at.as_microsecond());
            ControlFlow::Continue(())
        };
        *next = query.show(log, &mut look).await?;
        Ok(())
    }
}
