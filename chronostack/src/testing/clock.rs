//! A clock that stands still until it is told otherwise.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::time::{Clock, Timestamp};

/// A clock of a test's own. Clones share their time, so one can be given to the builder and another kept.
///
/// ```
/// use std::time::Duration;
/// use chronostack::{Clock, testing::ManualClock};
///
/// let clock = ManualClock::new("2026-11-23T12:00:00Z".parse().unwrap());
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), "2026-11-23T12:01:00Z".parse().unwrap());
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: Arc<Mutex<Timestamp>>,
}

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: Timestamp) -> Self {
        Self { now: Arc::new(Mutex::new(now)) }
    }

    /// Moves it forward; at the end of what a [`Timestamp`] can hold it stands still.
    pub fn advance(&self, by: Duration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }

    /// Sets it, backwards too.
    pub fn set(&self, now: Timestamp) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
