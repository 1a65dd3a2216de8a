//! When a task is tried again.

use std::{fmt, sync::Arc, time::Duration};

/// How often a task is tried, and how long it waits in between.
#[derive(Clone)]
pub struct Retry {
    attempts: u32,
    wait: Arc<dyn Fn(u32) -> Duration + Send + Sync>,
}

impl Retry {
    /// Up to so many attempts, the first one counted, at once after one another.
    pub fn attempts(attempts: u32) -> Self {
        Self { attempts, wait: Arc::new(|_| Duration::ZERO) }
    }

    /// Waits for `first`, then each time twice as long, for `longest` at the most.
    #[must_use]
    pub fn exponential(self, first: Duration, longest: Duration) -> Self {
        self.backoff(move |failed| {
            let doubled = 2_u32.checked_pow(failed - 1).and_then(|factor| first.checked_mul(factor));
            doubled.map_or(longest, |wait| wait.min(longest))
        })
    }

    /// Waits for as long as `wait` says of the number of attempts that failed, from 1.
    #[must_use]
    pub fn backoff(self, wait: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        Self { wait: Arc::new(wait), ..self }
    }

    /// How long to wait after so many attempts failed; `None` for no more of them.
    pub(super) fn next(&self, failed: u32) -> Option<Duration> {
        (failed < self.attempts).then(|| (self.wait)(failed))
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry").field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let retry = Retry::attempts(50).exponential(Duration::from_secs(1), Duration::from_secs(5));
        let waits: Vec<_> = [1, 2, 3, 4, 40, 49, 50].into_iter().map(|n| Some(retry.next(n)?.as_secs())).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(5), Some(5), Some(5), None]);
        assert_eq!(Retry::attempts(1).next(1), None);
        assert_eq!(Retry::attempts(2).next(1), Some(Duration::ZERO));
    }
}
