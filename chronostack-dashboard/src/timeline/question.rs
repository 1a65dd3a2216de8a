//! A question for a timeline, and its answer.

use std::ops::ControlFlow;

use chronostack::{
    log::{Log, RecordRef},
    time::Timestamp,
};
use chronostack_query::{EventQuery, Start, StreamSelector};
use serde::Serialize;

use crate::{
    error::ApiError,
    index::{Grid, Group, Index, Which},
    timeline::lanes::{By, LaneCounts, Lanes},
};

/// Events that are shown one by one.
const MARKS_MAX: usize = 2_000;
/// Events that are looked at to be shown one by one, or by buckets that are narrower than the cells that are held in memory.
const READ_MAX: u64 = 300_000;
/// How many cells a bucket must have at least for its counts to be taken from them; they are then made of whole ones.
const CELLS_IN_BUCKET: f64 = 4.0;

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) by: By,
    /// In microseconds; the whole log where there is none.
    pub(crate) from: Option<i64>,
    /// Where it ends, before this.
    pub(crate) to: Option<i64>,
    pub(crate) buckets: u32,
    pub(crate) stream: Option<StreamSelector>,
    pub(crate) types: Vec<String>,
}

/// How many events there were when, by lane.
#[derive(Debug, Serialize)]
pub(crate) struct Timeline {
    from: i64,
    to: i64,
    /// How wide a bucket is, in microseconds.
    bucket: f64,
    head: u64,
    /// The position up to which events are counted.
    indexed: u64,
    lanes: Vec<LaneCounts>,
    /// The events, where they are few.
    events: Option<Vec<Mark>>,
}

/// An event in a timeline.
#[derive(Debug, Serialize)]
struct Mark {
    position: u64,
    at: i64,
    lane: usize,
    #[serde(rename = "type")]
    event: String,
    stream: String,
    version: u64,
}

impl Question {
    pub(crate) async fn answer(&self, log: &dyn Log, index: &Index) -> Result<Timeline, ApiError> {
        let head = log.head().await?;
        let census = index.census().await?;
        let grid = self.grid(census.recorded);
        let indexed = census.last;
        let answered = |grid: Grid, lanes: Lanes, events| {
            let Grid { from, to, bucket } = grid;
            Timeline { from, to, bucket, head: head.max(indexed), indexed, lanes: lanes.counts(), events }
        };
        if let Some(StreamSelector::One(_)) = self.stream {
            drop(census);
            let (lanes, events) = self.read(log, grid, Lanes::new(self.by, []), true).await?;
            return Ok(answered(grid, lanes, events));
        }
        let in_window = |group: usize| census.cells.count(group, grid.from, grid.to);
        let admitted: Vec<(usize, &Group)> =
            census.groups.iter().enumerate().filter(|(_, group)| self.admits(group)).collect();
        let looked_at: u64 = (0..census.groups.len()).map(in_window).sum();
        let events: u64 = admitted.iter().map(|(group, _)| in_window(*group)).sum();
        let fine = grid.bucket < CELLS_IN_BUCKET * census.cells.width();
        let read = looked_at <= READ_MAX && (fine || events <= MARKS_MAX as u64);
        if self.by == By::Stream {
            drop(census);
            let (lanes, coarser) = self.by_stream(index, &grid).await?;
            let (lanes, events) = if read { self.read(log, grid, lanes.empty(), false).await? } else { (lanes, None) };
            return Ok(answered(if read { grid } else { coarser }, lanes, events));
        }
        let mut lanes = Lanes::new(self.by, admitted.iter().map(|(_, group)| (self.by.of_group(group), group.events)));
        if read {
            drop(census);
            let (lanes, events) = self.read(log, grid, lanes, false).await?;
            return Ok(answered(grid, lanes, events));
        }
        let coarser = coarser(&grid, census.cells.width());
        for (number, group) in admitted {
            lanes.add_cells(self.by.of_group(group), &census.cells, number, &coarser);
        }
        Ok(answered(coarser, lanes, None))
    }

    /// The window, and its buckets.
    #[expect(clippy::cast_precision_loss, reason = "as exact as a picture has to be")]
    fn grid(&self, recorded: Option<(i64, i64)>) -> Grid {
        let (first, last) = recorded.unwrap_or_default();
        let from = self.from.unwrap_or(first.min(self.to.map_or(i64::MAX, |to| to - 1)));
        let to = self.to.unwrap_or(last + 1).max(from + 1);
        Grid { from, to, bucket: (to - from) as f64 / f64::from(self.buckets) }
    }

    fn admits(&self, group: &Group) -> bool {
        let kind = match &self.stream {
            Some(StreamSelector::Kind(kind)) => Some(kind),
            _ => None,
        };
        kind.is_none_or(|kind| *group.kind == **kind)
            && (self.types.is_empty() || self.types.contains(&group.event.name))
    }

    /// The lanes of the streams with most events, with their counts in buckets of whole cells.
    async fn by_stream(&self, index: &Index, grid: &Grid) -> Result<(Lanes, Grid), ApiError> {
        let kind = match &self.stream {
            Some(StreamSelector::Kind(kind)) => Some(kind.clone()),
            _ => None,
        };
        let which = Which { kind, types: self.types.clone() };
        let counted = index.busiest(&which, |busiest| {
            let names = busiest.names();
            let all = |number: usize| busiest.cells.count(number, i64::MIN, i64::MAX);
            let totals =
                names.iter().enumerate().map(|(number, name)| (*name, all(number))).filter(|(_, total)| *total > 0);
            let mut lanes = Lanes::new(By::Stream, totals);
            let coarser = coarser(grid, busiest.cells.width());
            for (number, name) in names.iter().enumerate().filter(|(number, _)| all(*number) > 0) {
                lanes.add_cells(name, &busiest.cells, number, &coarser);
            }
            (lanes, coarser)
        });
        counted.await
    }

    /// The counts, and the events where they are few, by reading them. Of one stream all is read, for nobody counted it before.
    async fn read(
        &self,
        log: &dyn Log,
        grid: Grid,
        mut lanes: Lanes,
        totals: bool,
    ) -> Result<(Lanes, Option<Vec<Mark>>), ApiError> {
        let time = |microseconds| Timestamp::from_microsecond(microseconds).ok();
        let query = EventQuery {
            stream: self.stream.clone(),
            types: self.types.clone(),
            start: time(grid.from).filter(|_| !totals).map_or(Start::First, Start::Time),
            until: time(grid.to).filter(|_| !totals),
            limit: None,
        };
        let mut marks = Some(Vec::new());
        let mut look = |record: &RecordRef<'_>| {
            let (at, lane) = (record.recorded_at.as_microsecond(), lanes.add(record, &grid));
            if totals {
                lanes.add_total(lane);
            }
            if grid.number(at).is_none() {
                return ControlFlow::Continue(());
            }
            if marks.as_ref().is_some_and(|marks| marks.len() >= MARKS_MAX) {
                marks = None;
            }
            if let Some(marks) = &mut marks {
                let (event, stream) = (record.kind.name.clone(), record.stream().to_owned());
                marks.push(Mark { position: record.position, at, lane, event, stream, version: record.version });
            }
            ControlFlow::Continue(())
        };
        query.show(log, &mut look).await?;
        Ok((lanes, marks))
    }
}

/// Buckets of whole cells, the first of which starts where one of that width would if they had been counted from 1970 on: so that they stay where they are
/// while a window is moved.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "whole numbers that a double can hold"
)]
fn coarser(grid: &Grid, cell: f64) -> Grid {
    let bucket = (grid.bucket / cell).ceil().max(1.0) * cell;
    let from = (grid.from as f64 / bucket).floor() * bucket;
    Grid { from: from as i64, to: grid.to, bucket }
}
