//! From headers to a context, and back.

use chronostack::context::{Context, TraceContext};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::cause_header;

pub(crate) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
pub(crate) const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The context that a request with these headers is to be handled in. What the current one says beside causes, lane and trace, as the actor that an
/// outer layer found out, stays.
///
/// Never fails: what is malformed is left out, with a warning.
pub fn extract(headers: &HeaderMap) -> Context {
    extract_trace(headers).handling(cause_header::read(headers))
}

/// The same without causes.
pub(crate) fn extract_trace(headers: &HeaderMap) -> Context {
    let context = Context::current().handling(chronostack::cause::Causes::default()).without_lane();
    match trace(headers) {
        Some(trace) => context.with_trace(trace),
        None => context,
    }
}

/// The trace that a request goes on with, or a new one.
fn trace(headers: &HeaderMap) -> Option<TraceContext> {
    let values = |name| headers.get_all(name).into_iter().map(HeaderValue::as_bytes);
    let received = TraceContext::from_headers(values(TRACEPARENT), values(TRACESTATE)).unwrap_or_else(|error| {
        tracing::warn!(%error, "the trace of a request is started anew");
        None
    });
    received.or_else(|| started(TraceContext::random()))
}

/// Writes the current context to the headers of a request: its trace, with an id of this request's own, and its causes. A header that is there already
/// is left as it is.
pub fn inject(headers: &mut HeaderMap) {
    let context = Context::current();
    if let Some(trace) = context.trace().filter(|_| !headers.contains_key(TRACEPARENT))
        && let Some(child) = started(trace.child())
    {
        put(headers, TRACEPARENT, HeaderValue::try_from(child.parent().to_string()).ok());
        let state = Some(child.state()).filter(|state| !state.is_empty());
        put(headers, TRACESTATE, state.and_then(|state| HeaderValue::from_str(state.as_str()).ok()));
    }
    if !headers.contains_key(cause_header::NAME) {
        put(headers, cause_header::NAME, cause_header::write(context.causes()));
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    if let Some(value) = value {
        headers.insert(name, value);
    }
}

/// A system that has no randomness to give goes on without a trace.
fn started(trace: std::io::Result<TraceContext>) -> Option<TraceContext> {
    trace.inspect_err(|error| tracing::warn!(%error, "a request goes without a trace")).ok()
}
