//! Where a machine's timings are gathered.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use hdrhistogram::Histogram;

use crate::{
    log::AppendTimes,
    profile::{durations::Durations, profile::TransitionProfile},
};

/// How long the stages before an append took for one event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stages {
    pub(crate) guards: Duration,
    pub(crate) reduce: Duration,
    pub(crate) encode: Duration,
}

/// The timings of one machine's transitions.
#[derive(Debug)]
pub(crate) struct Timings {
    machine: &'static str,
    commits: AtomicU64,
    rows: Box<[Row]>,
}

#[derive(Debug)]
struct Row {
    transition: String,
    /// Events recorded, timed or not.
    events: AtomicU64,
    /// Made when the first is timed: most tables have rows that are never taken.
    stages: Mutex<Option<Box<Histograms>>>,
}

#[derive(Debug)]
struct Histograms {
    guards: Histogram<u64>,
    reduce: Histogram<u64>,
    encode: Histogram<u64>,
    queue: Histogram<u64>,
    sync: Histogram<u64>,
}

impl Histograms {
    fn new() -> Self {
        Self { guards: histogram(), reduce: histogram(), encode: histogram(), queue: histogram(), sync: histogram() }
    }
}

impl Timings {
    /// For the transitions with these names, and one row more for those that the table does not name.
    pub(crate) fn new(machine: &'static str, transitions: impl Iterator<Item = String>) -> Self {
        let rows = transitions.chain(["(not in the table)".to_owned()]);
        let row = |transition| Row { transition, events: AtomicU64::new(0), stages: Mutex::default() };
        Self { machine, commits: AtomicU64::new(0), rows: rows.map(row).collect() }
    }

    /// Counts the machine's commits, for [`Profiling`](crate::profile::Profiling).
    pub(crate) fn commits(&self) -> &AtomicU64 {
        &self.commits
    }

    /// Counts an event that was recorded by transition `row`, the last row where there is none.
    pub(crate) fn count(&self, row: Option<usize>) {
        self.row(row).events.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds how long the stages of one event took, and those of its commit's append.
    pub(crate) fn add(&self, row: Option<usize>, stages: Stages, append: &AppendTimes) {
        let mut held = self.row(row).stages.lock().unwrap_or_else(PoisonError::into_inner);
        let histograms = held.get_or_insert_with(|| Box::new(Histograms::new()));
        record(&mut histograms.guards, stages.guards);
        record(&mut histograms.reduce, stages.reduce);
        record(&mut histograms.encode, stages.encode);
        append.queue().into_iter().for_each(|took| record(&mut histograms.queue, took));
        append.sync().into_iter().for_each(|took| record(&mut histograms.sync, took));
    }

    fn row(&self, row: Option<usize>) -> &Row {
        &self.rows[row.unwrap_or(self.rows.len() - 1)]
    }

    /// What was gathered, for the transitions that were made.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = TransitionProfile> {
        self.rows.iter().filter_map(|row| {
            let events = row.events.load(Ordering::Relaxed);
            let held = row.stages.lock().unwrap_or_else(PoisonError::into_inner);
            let of = |histogram: fn(&Histograms) -> &Histogram<u64>| {
                held.as_deref().map(|held| Durations::of(histogram(held))).unwrap_or_default()
            };
            (events > 0).then(|| TransitionProfile {
                machine: self.machine.to_owned(),
                transition: row.transition.clone(),
                events,
                guards: of(|held| &held.guards),
                reduce: of(|held| &held.reduce),
                encode: of(|held| &held.encode),
                queue: of(|held| &held.queue),
                sync: of(|held| &held.sync),
            })
        })
    }
}

/// Two digits in as many buckets as the longest duration seen asks for: 14 KiB for a millisecond, 36 for an hour.
fn histogram() -> Histogram<u64> {
    let mut histogram = Histogram::new_with_bounds(1, 1 << 20, 2).expect("the bounds and the digits are legal");
    histogram.auto(true);
    histogram
}

fn record(histogram: &mut Histogram<u64>, took: Duration) {
    let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    if histogram.record(nanoseconds).is_err() {
        // It could not grow.
        histogram.saturating_record(nanoseconds);
    }
}
