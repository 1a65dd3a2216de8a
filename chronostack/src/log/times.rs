//! Where the time of an append goes.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use tracing::{Span, dispatcher, trace_span};

/// Where the time of an append went: filled in by a log that knows, see [`Log::append_timed`](super::Log::append_timed). Each stage is a
/// [`tracing`] span too, for whoever looks at the append's own.
#[derive(Clone, Debug)]
pub struct AppendTimes(Arc<Times>);

#[derive(Debug)]
struct Times {
    queue: OnceLock<Duration>,
    sync: OnceLock<Duration>,
    /// The append's span.
    append: Span,
    /// That of the stage which it is in.
    stage: Mutex<Span>,
}

impl Default for AppendTimes {
    fn default() -> Self {
        Self::within(Span::none())
    }
}

impl AppendTimes {
    /// For an append with this span.
    pub(crate) fn within(append: Span) -> Self {
        let (queue, sync) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Times { queue, sync, append, stage: Mutex::new(Span::none()) }))
    }

    /// How long the commit waited for those before it.
    pub fn queue(&self) -> Option<Duration> {
        self.0.queue.get().copied()
    }

    /// How long it took to make it durable, together with those that shared the sync.
    pub fn sync(&self) -> Option<Duration> {
        self.0.sync.get().copied()
    }

    /// For a log: the commit begins to wait. Answers with the time, for [`set_queued_since`](Self::set_queued_since).
    pub fn queued(&self) -> Instant {
        self.enter(|append| trace_span!(parent: append, "queue"));
        Instant::now()
    }

    /// For a log: the commit waited since `asked`, and is now looked at. Only the first call counts.
    pub fn set_queued_since(&self, asked: Instant) {
        // A second attempt to write it is the same wait.
        if self.0.queue.set(asked.elapsed()).is_ok() {
            self.enter(|append| trace_span!(parent: append, "sync"));
        }
    }

    /// For a log: making it durable took so long. Only the first call counts.
    pub fn set_sync(&self, took: Duration) {
        let _ = self.0.sync.set(took);
        self.enter(|_| Span::none());
    }

    /// Ends the span of the stage before and begins another, for the append's subscriber, which need not be that of the log's thread.
    fn enter(&self, stage: impl FnOnce(&Span) -> Span) {
        let append = &self.0.append;
        let begun = append.with_subscriber(|(_, subscriber)| dispatcher::with_default(subscriber, || stage(append)));
        if let Some(begun) = begun {
            *self.0.stage.lock().unwrap_or_else(PoisonError::into_inner) = begun;
        }
    }
}
