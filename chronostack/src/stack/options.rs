//! What may be said about a commit beside its events.

use std::sync::Arc;

use crate::{
    cause::{Cause, Causes},
    context::{Context, TraceContext},
    time::Timestamp,
};

/// What may be said about a commit beside its events. What is not said is as the context has it.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The causes of one's own are added to it.
    context: Context,
    pub(crate) actor: Option<Arc<str>>,
    pub(crate) lane: Option<Arc<str>>,
    pub(crate) traceparent: Option<Arc<str>>,
    pub(crate) idempotency_key: Option<Arc<str>>,
    pub(crate) expect_version: Option<u64>,
    pub(crate) occurred_at: Option<Timestamp>,
}

impl Options {
    /// What the current context says.
    pub(crate) fn ambient() -> Self {
        Self {
            context: Context::current(),
            actor: None,
            lane: None,
            traceparent: None,
            idempotency_key: None,
            expect_version: None,
            occurred_at: None,
        }
    }

    /// Adds causes to those of the context.
    pub(crate) fn add_causes(&mut self, causes: Causes) {
        self.context.add_causes(causes);
    }

    /// What led to it: what the context handles first.
    pub(crate) fn causes(&self) -> &[Cause] {
        self.context.causes()
    }

    /// Who asks.
    pub(crate) fn actor(&self) -> Option<&Arc<str>> {
        self.actor.as_ref().or_else(|| self.context.actor())
    }

    /// The task that it is done in.
    pub(crate) fn lane(&self) -> Option<&Arc<str>> {
        self.lane.as_ref().or_else(|| self.context.lane())
    }

    /// The W3C `traceparent` in force.
    pub(crate) fn traceparent(&self) -> Option<&Arc<str>> {
        self.traceparent.as_ref().or_else(|| self.context.trace().map(TraceContext::text))
    }
}

/// The setters, the same for a dispatch and for a decision. Both keep their [`Options`] in a field `options`.
macro_rules! setters {
    () => {
        /// Adds what led to this, beside what the current [context](crate::context) handles: a commit, a recorded event, its id. The
        /// first cause's correlation id is inherited.
        pub fn caused_by(mut self, causes: impl Into<crate::cause::Causes>) -> Self {
            self.options.add_causes(causes.into());
            self
        }

        /// Records who asks for this, in place of the one whom the current [context](crate::context) names.
        pub fn actor(mut self, actor: impl Into<std::sync::Arc<str>>) -> Self {
            self.options.actor = Some(actor.into());
            self
        }

        /// Records the lane that this is done in (a task, a worker, a queue), in place of that of the current
        /// [context](crate::context).
        pub fn lane(mut self, lane: impl Into<std::sync::Arc<str>>) -> Self {
            self.options.lane = Some(lane.into());
            self
        }

        /// Records the W3C `traceparent` in force, in place of that of the current [context](crate::context).
        pub fn traceparent(mut self, traceparent: impl Into<std::sync::Arc<str>>) -> Self {
            self.options.traceparent = Some(traceparent.into());
            self
        }

        /// Makes a repetition harmless: a key that the stream knows answers with its first commit, flagged
        /// [`duplicate`](crate::stack::Committed::duplicate), and records nothing. Keys belong to their stream and are
        /// remembered for its last 1,024 commits at least, across restarts.
        pub fn idempotency_key(mut self, key: impl Into<std::sync::Arc<str>>) -> Self {
            self.options.idempotency_key = Some(key.into());
            self
        }

        /// Records only if the stream has this version now; 0 for a stream that must not exist yet.
        pub fn expect_version(mut self, version: u64) -> Self {
            self.options.expect_version = Some(version);
            self
        }

        /// Records when it happened, where that is not now.
        pub fn occurred_at(mut self, time: crate::time::Timestamp) -> Self {
            self.options.occurred_at = Some(time);
            self
        }
    };
}

pub(crate) use setters;
