//! Time between one stage and the next.

use std::time::{Duration, Instant};

/// Tells how long each stage took; one that was not started asks no clock.
pub(crate) struct Stopwatch(Option<Instant>);

impl Stopwatch {
    pub(crate) fn started(runs: bool) -> Self {
        Self(runs.then(Instant::now))
    }

    /// Time since the last lap, or since the start.
    pub(crate) fn lap(&mut self) -> Duration {
        let Some(last) = &mut self.0 else { return Duration::ZERO };
        let now = Instant::now();
        now - std::mem::replace(last, now)
    }
}
