//! Where the time of an append goes.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

/// Where the time of an append went: filled in by a log that knows, see [`Log::append_timed`](super::Log::append_timed).
#[derive(Clone, Debug, Default)]
pub struct AppendTimes(Arc<Times>);

#[derive(Debug, Default)]
struct Times {
    queue: OnceLock<Duration>,
    sync: OnceLock<Duration>,
}

impl AppendTimes {
    /// How long the commit waited for those before it.
    pub fn queue(&self) -> Option<Duration> {
        self.0.queue.get().copied()
    }

    /// How long it took to make it durable, together with those that shared the sync.
    pub fn sync(&self) -> Option<Duration> {
        self.0.sync.get().copied()
    }

    /// For a log: the commit waited since `asked`, and is now looked at. Only the first call counts.
    pub fn set_queued_since(&self, asked: Instant) {
        // A second attempt to write it is the same wait.
        let _ = self.0.queue.set(asked.elapsed());
    }

    /// For a log: making it durable took so long. Only the first call counts.
    pub fn set_sync(&self, took: Duration) {
        let _ = self.0.sync.set(took);
    }
}
