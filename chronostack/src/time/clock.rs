//! The clock that gives timestamps.

use crate::time::Timestamp;

/// Where a [`ChronoStack`](crate::ChronoStack) asks for the time. A closure will do:
///
/// ```
/// use chronostack::{Clock, Timestamp};
/// let noon: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
/// let clock = move || noon;
/// assert_eq!(clock.now(), noon);
/// ```
pub trait Clock: Send + Sync + 'static {
    /// The time now. A log never lets its recorded times run backwards, whatever this returns.
    fn now(&self) -> Timestamp;
}

/// The wall clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl<F: Fn() -> Timestamp + Send + Sync + 'static> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}
