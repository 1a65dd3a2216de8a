//! Time that never runs against causality.

use std::{fmt, str::FromStr};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// When an event happened as far as causes can tell: wall time, but never earlier than what led to it. Reads as a
/// timestamp, in JSON too.
///
/// It is a hybrid logical clock (Kulkarni, Demirbas, Madappa, Avva, Leone: *Logical Physical Clocks and Consistent
/// Snapshots in Globally Distributed Databases*, 2014). Recording an event, a log gives it the latest of
///
/// - the time at which it is recorded,
/// - the logical time of the event before it in the log,
/// - 1 ns more than the latest logical time among its causes in other logs.
///
/// So it stays at wall time for as long as the clocks of all that talk to each other agree, and is ahead of it by no more
/// than the fastest of them is. Inside a log it never decreases along positions; from a cause in another log to its
/// effect it increases. Events of several logs in order of (logical time, log, position) therefore never stand before
/// what led to them, whatever wall clocks did.
///
/// The paper's clock has a counter beside the time, for what happens while the time stands still. None is needed here:
/// inside a log the position breaks ties, and from log to log there are nanoseconds to count in.
///
/// ```
/// use chronostack::time::LogicalTime;
/// let time = |text: &str| LogicalTime(text.parse().unwrap());
/// let (cause, slow) = (time("2026-11-23T12:00:05Z"), time("2026-11-23T12:00:00Z"));
/// // The clock of the log in which the effect is recorded is five seconds slow.
/// assert_eq!(LogicalTime::at(slow.0, None, cause.next()), time("2026-11-23T12:00:05.000000001Z"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogicalTime(pub Timestamp);

impl LogicalTime {
    /// That of an event recorded at `recorded_at`, behind an event of the logical time `before` if there is one, and not
    /// before `least`. Every log goes by this.
    #[must_use]
    pub fn at(recorded_at: Timestamp, before: Option<Self>, least: Option<Self>) -> Self {
        Some(Self(recorded_at)).max(before).max(least).unwrap_or(Self(recorded_at))
    }

    /// The one behind it, 1 ns later: what an effect in another log has at the least. `None` at the end of time.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(SignedDuration::from_nanos(1)).ok().map(Self)
    }
}

impl fmt::Display for LogicalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for LogicalTime {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
