//! The lanes of a timeline.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use chronostack::log::RecordRef;
use serde::Serialize;

use crate::index::{Cells, Grid, Group};

/// Lanes that are shown apart.
const LANES_MAX: usize = 50;
/// The lane of all others.
const OTHERS: &str = "(others)";
/// The lane of events that name no service.
const NONE: &str = "(none)";

/// What makes a lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum By {
    Service,
    Kind,
    Type,
    Stream,
}

impl By {
    /// The lane of a group; by stream it has none.
    pub(super) fn of_group(self, group: &Group) -> &str {
        match self {
            Self::Service => group.service.as_deref().unwrap_or(NONE),
            Self::Kind => &group.kind,
            Self::Type => &group.event.name,
            Self::Stream => OTHERS,
        }
    }

    fn of_record<'r>(self, record: &RecordRef<'r>) -> &'r str {
        let stream = record.stream();
        match self {
            Self::Service => record.service().unwrap_or(NONE),
            Self::Kind => stream.split_once('/').map_or(stream, |(kind, _)| kind),
            Self::Type => &record.kind.name,
            Self::Stream => stream,
        }
    }
}

/// The lanes of a timeline, those with most events first.
pub(super) struct Lanes {
    by: By,
    numbers: HashMap<Box<str>, usize>,
    in_order: Vec<Lane>,
}

struct Lane {
    name: Box<str>,
    total: u64,
    buckets: Vec<u64>,
}

/// A lane as it is answered.
#[derive(Debug, Serialize)]
pub(crate) struct LaneCounts {
    name: Box<str>,
    /// In the whole log.
    total: u64,
    /// Buckets that are not empty, by number.
    counts: Vec<(usize, u64)>,
}

impl Lanes {
    /// Of these names with so many events each, a name more than once where it has several groups.
    pub(super) fn new<'n>(by: By, names: impl IntoIterator<Item = (&'n str, u64)>) -> Self {
        let mut totals = BTreeMap::<&str, u64>::new();
        for (name, events) in names {
            *totals.entry(name).or_default() += events;
        }
        let mut totals: Vec<_> =
            totals.into_iter().map(|(name, total)| (name == OTHERS, Reverse(total), name)).collect();
        totals.sort();
        let mut lanes = Self { by, numbers: HashMap::new(), in_order: Vec::new() };
        for (_, Reverse(total), name) in totals {
            let number = lanes.number(name);
            lanes.in_order[number].total += total;
        }
        lanes
    }

    /// The lane of that name, which is made if there is none and room for it.
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let others = self.in_order.len() >= LANES_MAX && name != OTHERS;
        let name = if others { OTHERS } else { name };
        if others && let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.in_order.len();
        self.numbers.insert(name.into(), number);
        self.in_order.push(Lane { name: name.into(), total: 0, buckets: Vec::new() });
        number
    }

    /// Adds the counts of a group of cells to the lane of that name.
    pub(super) fn add_cells(&mut self, name: &str, cells: &Cells, group: usize, grid: &Grid) {
        let number = self.number(name);
        let buckets = &mut self.in_order[number].buckets;
        buckets.resize(grid.len(), 0);
        cells.add_to(buckets, group, grid);
    }

    /// The same lanes without counts.
    pub(super) fn empty(mut self) -> Self {
        self.in_order.iter_mut().for_each(|lane| lane.buckets.clear());
        self
    }

    /// Adds an event, and answers with its lane.
    pub(super) fn add(&mut self, record: &RecordRef<'_>, grid: &Grid) -> usize {
        let number = self.number(self.by.of_record(record));
        let buckets = &mut self.in_order[number].buckets;
        if let Some(at) = grid.number(record.recorded_at.as_microsecond()) {
            if buckets.is_empty() {
                buckets.resize(grid.len(), 0);
            }
            if let Some(bucket) = buckets.get_mut(at) {
                *bucket += 1;
            }
        }
        number
    }

    /// Counts an event into its lane's total.
    pub(super) fn add_total(&mut self, lane: usize) {
        if let Some(lane) = self.in_order.get_mut(lane) {
            lane.total += 1;
        }
    }

    pub(super) fn counts(self) -> Vec<LaneCounts> {
        let counts = |buckets: Vec<u64>| buckets.into_iter().enumerate().filter(|(_, count)| *count > 0).collect();
        let of_lane = |Lane { name, total, buckets }| LaneCounts { name, total, counts: counts(buckets) };
        self.in_order.into_iter().map(of_lane).collect()
    }
}
