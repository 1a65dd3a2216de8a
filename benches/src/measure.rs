//! Contenders in turn, round after round, so that what disturbs the machine disturbs all of them.

use std::time::{Duration, Instant};

use crate::{fault::Result, setup::Setup};

/// What a number of a workload says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metric {
    /// The workload's name, or a name of its own where a workload gives several numbers.
    pub(crate) workload: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) better: Better,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Better {
    Higher,
    Lower,
}

/// One run of one contender.
pub(crate) struct Reading {
    /// A number for each metric of the race, `None` where the contender has none.
    pub(crate) values: Vec<Option<f64>>,
    /// What its work came to: must be the same for all contenders.
    pub(crate) check: u64,
}

impl Reading {
    pub(crate) fn one(value: f64, check: u64) -> Self {
        Self { values: vec![Some(value)], check }
    }
}

/// The numbers of one contender for one metric, over all rounds.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) metric: Metric,
    pub(crate) contender: &'static str,
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    pub(crate) rounds: usize,
}

impl Row {
    fn new(metric: Metric, contender: &'static str, mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (min, max) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let median =
            if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) };
        Some(Self { metric, contender, median, min, max, rounds: values.len() })
    }
}

type Run<'a> = Box<dyn FnMut() -> Result<Reading> + 'a>;

/// Contenders that do the same work.
pub(crate) struct Race<'a> {
    metrics: &'a [Metric],
    contenders: Vec<(&'static str, Run<'a>)>,
    /// A first round that is not counted: for work in memory, whose first run fills caches.
    warm_up: bool,
    only: Option<String>,
    rounds: usize,
}

impl<'a> Race<'a> {
    pub(crate) fn new(setup: &Setup, metrics: &'a [Metric]) -> Self {
        let arguments = &setup.arguments;
        Self { metrics, contenders: Vec::new(), warm_up: false, only: arguments.only.clone(), rounds: arguments.rounds }
    }

    pub(crate) fn warm_up(mut self) -> Self {
        self.warm_up = true;
        self
    }

    /// Whether a contender of that name is asked for; its preparation may be costly.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    /// Takes a contender in, unless others are asked for.
    pub(crate) fn enter(&mut self, name: &'static str, run: impl FnMut() -> Result<Reading> + 'a) {
        if self.wants(name) {
            self.contenders.push((name, Box::new(run)));
        }
    }

    /// Runs all rounds.
    ///
    /// # Errors
    /// When a contender fails, or comes to another result than the others: then one of them did not do the work.
    pub(crate) fn run(mut self) -> Result<Vec<Row>> {
        let mut values = vec![vec![Vec::new(); self.contenders.len()]; self.metrics.len()];
        let mut expected: Option<(u64, &str)> = None;
        for round in 0..self.rounds + usize::from(self.warm_up) {
            let counted = !self.warm_up || round > 0;
            for (index, (name, run)) in self.contenders.iter_mut().enumerate() {
                let reading = run().map_err(|error| format!("{name}: {error}"))?;
                let (check, first) = *expected.get_or_insert((reading.check, name));
                if check != reading.check {
                    let (other, workload) = (reading.check, self.metrics[0].workload);
                    return Err(format!("{workload}: {name} came to {other:x}, and {first} to {check:x}").into());
                }
                for (values, value) in values.iter_mut().zip(reading.values) {
                    values[index].extend(value.filter(|_| counted));
                }
            }
        }
        let mut rows = Vec::new();
        for (metric, values) in self.metrics.iter().zip(values) {
            for ((name, _), values) in self.contenders.iter().zip(values) {
                rows.extend(Row::new(*metric, name, values));
            }
        }
        Ok(rows)
    }
}

/// How long `work` takes, and its answer.
pub(crate) fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(Duration, T)> {
    let start = Instant::now();
    let answer = work()?;
    Ok((start.elapsed(), answer))
}

/// `count` in `time`, as a rate.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// `time` for each of `count`, in nanoseconds.
pub(crate) fn nanoseconds_each(count: usize, time: Duration) -> f64 {
    1e9 / per_second(count, time)
}

/// The time at or below which the share `quantile` of `times` lies. Sorts them.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts")]
pub(crate) fn quantile(times: &mut [Duration], quantile: f64) -> Duration {
    times.sort();
    let index = (times.len() as f64 * quantile).ceil() as usize;
    times.get(index.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRIC: Metric = Metric { workload: "none", unit: "s", better: Better::Lower };

    #[test]
    fn the_median_stands_in_the_middle() {
        let median = |values: &[f64]| Row::new(METRIC, "it", values.to_vec()).map(|row| row.median);
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[5.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
    }

    #[test]
    fn the_quantile_is_a_time_that_was_seen() {
        let mut times: Vec<_> = (1..=100).rev().map(Duration::from_micros).collect();
        assert_eq!(quantile(&mut times, 0.5), Duration::from_micros(50));
        assert_eq!(quantile(&mut times, 0.99), Duration::from_micros(99));
    }
}
