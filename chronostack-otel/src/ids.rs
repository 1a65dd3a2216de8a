//! Ids of traces and spans, made of those of events: the same whoever makes them, and when.

use chronostack::{context::TraceParent, id::EventId, meta::Meta};
use opentelemetry::trace::{SpanId, TraceId};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// The trace that an event belongs to: the W3C trace in force when it was recorded, else one of its chain's own.
pub fn trace_id(meta: &Meta) -> TraceId {
    match traceparent(meta) {
        Some(parent) => TraceId::from(parent.trace_id()),
        // All bits zero would be no id.
        None => TraceId::from(xxh3_128(&bytes(meta.correlation)).max(1)),
    }
}

/// The span of the event with this id.
pub fn span_id(event: EventId) -> SpanId {
    SpanId::from(xxh3_64(&bytes(event)).max(1))
}

/// The trace parent in force, unless it is malformed: the W3C has it ignored then.
pub(crate) fn traceparent(meta: &Meta) -> Option<TraceParent> {
    meta.traceparent.as_deref()?.parse().ok()
}

fn bytes(id: EventId) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[..16].copy_from_slice(&id.log.0.to_be_bytes());
    bytes[16..].copy_from_slice(&id.position.to_be_bytes());
    bytes
}
