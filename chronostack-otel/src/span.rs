//! An event as a span.

use std::time::SystemTime;

use chronostack::{log::Record, meta::Meta};
use opentelemetry::{
    Array, InstrumentationScope, KeyValue, StringValue, Value,
    trace::{Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState},
};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use crate::ids::{span_id, trace_id, traceparent};

/// The span of what led to an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    pub(crate) trace: TraceId,
    pub(crate) span: SpanId,
}

/// The span of `record`, which `origins` led to, in the order of its causes.
pub(crate) fn span(record: &Record, origins: &[Origin]) -> SpanData {
    let meta = &record.meta;
    let trace = trace_id(meta);
    let (parent, linked) = parent(meta, trace, origins);
    let mut links = SpanLinks::default();
    links.links = linked;
    let recorded_at = SystemTime::from(meta.recorded_at);
    SpanData {
        span_context: context(trace, span_id(meta.id)),
        parent_span_id: parent.unwrap_or(SpanId::INVALID),
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name: record.kind.name.clone().into(),
        start_time: meta.occurred_at.map_or(recorded_at, |time| SystemTime::from(time).min(recorded_at)),
        end_time: recorded_at,
        attributes: attributes(record),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links,
        status: Status::Unset,
        instrumentation_scope: InstrumentationScope::builder("chronostack")
            .with_version(env!("CARGO_PKG_VERSION"))
            .build(),
    }
}

/// A span has one parent, in its own trace: the first cause that is there, else the span that the event was recorded in, unless the trace
/// started there. All other causes are links.
fn parent(meta: &Meta, trace: TraceId, origins: &[Origin]) -> (Option<SpanId>, Vec<Link>) {
    let first = origins.iter().position(|origin| origin.trace == trace);
    let others = origins.iter().enumerate().filter(|(index, _)| Some(*index) != first);
    let links = others.map(|(_, origin)| Link::with_context(context(origin.trace, origin.span))).collect();
    let surrounding = || {
        let parent = traceparent(meta).filter(|parent| !parent.starts_trace())?;
        Some(SpanId::from(parent.parent_id()))
    };
    (first.map(|index| origins[index].span).or_else(surrounding), links)
}

fn context(trace: TraceId, span: SpanId) -> SpanContext {
    SpanContext::new(trace, span, TraceFlags::SAMPLED, false, TraceState::NONE)
}

fn attributes(record: &Record) -> Vec<KeyValue> {
    let Record { meta, kind, .. } = record;
    let number = |value: u64| Value::I64(i64::try_from(value).unwrap_or(i64::MAX));
    let mut attributes = vec![
        KeyValue::new("chronostack.event.id", meta.id.to_string()),
        KeyValue::new("chronostack.stream", meta.stream.to_string()),
        KeyValue::new("chronostack.version", number(meta.version)),
        KeyValue::new("chronostack.position", number(meta.position)),
        KeyValue::new("chronostack.schema.version", i64::from(kind.version)),
        KeyValue::new("chronostack.correlation", meta.correlation.to_string()),
    ];
    let texts = [
        ("chronostack.transition", &meta.transition),
        ("chronostack.actor", &meta.actor),
        ("chronostack.lane", &meta.lane),
        ("chronostack.idempotency_key", &meta.idempotency_key),
    ];
    for (name, text) in texts {
        attributes.extend(text.as_deref().map(|text| KeyValue::new(name, text.to_owned())));
    }
    if !meta.causes.is_empty() {
        let causes = meta.causes.iter().map(|cause| StringValue::from(cause.to_string())).collect();
        attributes.push(KeyValue::new("chronostack.causes", Value::Array(Array::String(causes))));
    }
    attributes
}
