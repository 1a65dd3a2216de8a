//! Which commits are timed.

use std::sync::atomic::{AtomicU64, Ordering};

/// Which commits are timed. The clock is asked about six times for each, which is nothing beside a sync and a tenth of a commit in memory; so the
/// first commits of each machine are timed all, and later ones now and then.
///
/// Default: the first 1,024, then every 16th.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profiling {
    first: u64,
    then_every: u64,
}

impl Profiling {
    /// Every `n`th commit of each machine, the first one among them; 1 times all of them, 0 none.
    #[must_use]
    pub const fn every(n: u64) -> Self {
        Self { first: 0, then_every: n }
    }

    /// None.
    #[must_use]
    pub const fn never() -> Self {
        Self::every(0)
    }

    /// Counts a commit on `commits`; answers whether it is to be timed.
    pub(crate) fn times(self, commits: &AtomicU64) -> bool {
        if self.then_every == 0 {
            return false;
        }
        let before = commits.fetch_add(1, Ordering::Relaxed);
        before < self.first || before.is_multiple_of(self.then_every)
    }
}

impl Default for Profiling {
    fn default() -> Self {
        Self { first: 1_024, then_every: 16 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ones_and_then_some_are_timed() {
        let timed = |profiling: Profiling, commits| {
            let counter = AtomicU64::new(0);
            (0..commits).filter(|_| profiling.times(&counter)).count()
        };
        assert_eq!(timed(Profiling::default(), 1_024 + 160), 1_024 + 10);
        assert_eq!(timed(Profiling::every(1), 50), 50);
        assert_eq!(timed(Profiling::every(10), 50), 5);
        assert_eq!(timed(Profiling::never(), 50), 0);
    }
}
