//! What is recorded about an event beside its payload.

use std::sync::Arc;

use crate::{
    fingerprint::StateFingerprint,
    id::{EventId, StreamName},
    time::{LogicalTime, Timestamp},
};

/// What the log recorded about an event beside its payload. A handler may read it: all of it is
/// recorded, so replay sees the same.
///
/// While dispatching, a handler is first tried with the position and the time that are to be expected, for only the log can
/// give them; where other streams have grown in the meantime both may come out higher. Which transition is recorded is
/// decided by that trial: it should hang on neither.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// The event's identity: stable, unique, kept by export and import.
    pub id: EventId,
    /// The stream it belongs to, as `order/order-1`.
    pub stream: StreamName,
    /// Its place in the log: from 1, without gaps.
    pub position: u64,
    /// Its place in the stream: from 1, without gaps. The state after it has this version.
    pub version: u64,
    /// When the log recorded it. Never runs backwards along a log.
    pub recorded_at: Timestamp,
    /// Its logical time, which never runs against causality: `recorded_at`, or later where something in the log or among
    /// its causes is. Never runs backwards along a log either.
    pub logical: LogicalTime,
    /// When it happened, where the writer said so.
    pub occurred_at: Option<Timestamp>,
    /// The first event of its chain: inherited from its first cause, else its own id.
    pub correlation: EventId,
    /// The events that led to it.
    pub causes: Vec<EventId>,
    /// Who asked for it.
    pub actor: Option<Arc<str>>,
    /// The service that recorded it.
    pub service: Option<Arc<str>>,
    /// The lane that it was recorded in: a task, a worker, a queue.
    pub lane: Option<Arc<str>>,
    /// The W3C `traceparent` in force when it was recorded.
    pub traceparent: Option<Arc<str>>,
    /// The transition that it made, as `Draft -> Open`, or the handler's name where the state is a struct.
    pub transition: Option<Arc<str>>,
    /// The idempotency key of its commit.
    pub idempotency_key: Option<Arc<str>>,
    /// What the state after it was when it was recorded, where that was recorded too.
    pub fingerprint: Option<StateFingerprint>,
}

impl Meta {
    /// Meta with only what every event has; its correlation is its own id, its logical time when it was recorded.
    pub fn new(id: EventId, stream: StreamName, version: u64, recorded_at: Timestamp) -> Self {
        Self {
            id,
            stream,
            position: id.position,
            version,
            recorded_at,
            logical: LogicalTime(recorded_at),
            occurred_at: None,
            correlation: id,
            causes: Vec::new(),
            actor: None,
            service: None,
            lane: None,
            traceparent: None,
            transition: None,
            idempotency_key: None,
            fingerprint: None,
        }
    }
}
