//! What is recorded about the events of one commit beside their payloads.

use std::sync::Arc;

use crate::{
    id::{EventId, LogId, StreamName},
    log::{EventKind, NewRecord},
    meta::Meta,
    stack::options::Options,
    time::{LogicalTime, Timestamp},
};

/// What the events of one commit have in common.
pub(crate) struct Envelope<'a> {
    pub(crate) log: LogId,
    pub(crate) stream: &'a StreamName,
    pub(crate) options: &'a Options,
    pub(crate) correlation: Option<EventId>,
    /// Behind all causes in other logs.
    pub(crate) logical: Option<LogicalTime>,
    pub(crate) service: Option<Arc<str>>,
}

impl Envelope<'_> {
    /// The meta that an event is going to have, but for what only the log can say: where other streams have grown in the
    /// meantime its position is higher, and its times may be later.
    pub(crate) fn meta(&self, position: u64, version: u64, now: Timestamp) -> Meta {
        let id = EventId { log: self.log, position };
        Meta {
            logical: LogicalTime::at(now, None, self.logical),
            occurred_at: self.options.occurred_at,
            correlation: self.correlation.unwrap_or(id),
            causes: self.options.causes().iter().map(|cause| cause.id).collect(),
            actor: self.options.actor().cloned(),
            service: self.service.clone(),
            lane: self.options.lane().cloned(),
            traceparent: self.options.traceparent().cloned(),
            idempotency_key: self.options.idempotency_key.clone(),
            ..Meta::new(id, self.stream.clone(), version, now)
        }
    }

    /// The record to append.
    pub(crate) fn new_record(
        &self,
        kind: Arc<EventKind>,
        payload: Vec<u8>,
        transition: Arc<str>,
        now: Timestamp,
    ) -> NewRecord {
        NewRecord {
            logical: self.logical,
            occurred_at: self.options.occurred_at,
            correlation: self.correlation,
            causes: self.options.causes().iter().map(|cause| cause.id).collect(),
            actor: self.options.actor().cloned(),
            service: self.service.clone(),
            lane: self.options.lane().cloned(),
            traceparent: self.options.traceparent().cloned(),
            transition: Some(transition),
            ..NewRecord::new(kind, payload, now)
        }
    }
}
