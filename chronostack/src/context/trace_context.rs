//! Both W3C headers: which trace, and what goes along with it.

use std::{io, sync::Arc};

use crate::context::{
    trace_parent::{InvalidTraceParent, TraceParent},
    trace_state::{InvalidTraceState, TraceState},
};

/// Both headers of the W3C [Trace Context](https://www.w3.org/TR/trace-context-2/): which trace, and what tracing systems hand on with it.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceContext {
    parent: TraceParent,
    state: TraceState,
    /// The parent as each event that is recorded here carries it.
    text: Arc<str>,
}

impl TraceContext {
    /// The trace of `parent`, and what goes along with it.
    pub fn new(parent: TraceParent, state: TraceState) -> Self {
        Self { text: parent.to_string().into(), parent, state }
    }

    /// Starts a trace of its own; see [`TraceParent::random`].
    pub fn random() -> io::Result<Self> {
        Ok(Self::new(TraceParent::random()?, TraceState::default()))
    }

    /// The trace that a request with these headers goes on with; `None` where it names none.
    ///
    /// A `tracestate` that is malformed is discarded, with a warning, and hurts nothing else. Without a `traceparent`, or with a malformed one, it is
    /// not looked at.
    ///
    /// # Errors
    /// When the `traceparent` is malformed, or there are several: the trace is to be started anew.
    pub fn from_headers<'a>(
        parents: impl IntoIterator<Item = &'a [u8]>,
        states: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Option<Self>, InvalidTraceContext> {
        let mut parents = parents.into_iter();
        let Some(parent) = parents.next() else { return Ok(None) };
        if parents.next().is_some() {
            return Err(InvalidTraceContext::SeveralParents);
        }
        // What may stand in either is ASCII; anything else is refused as the character that stands in for it.
        let parent = String::from_utf8_lossy(parent).parse()?;
        let states: Vec<_> = states.into_iter().map(String::from_utf8_lossy).collect();
        let state =
            TraceState::from_headers(states.iter().map(AsRef::as_ref)).unwrap_or_else(|error: InvalidTraceState| {
                tracing::warn!(%error, "the tracestate of a request is discarded");
                TraceState::default()
            });
        Ok(Some(Self::new(parent, state)))
    }

    /// The next operation of the same trace, for a request of one's own.
    pub fn child(&self) -> io::Result<Self> {
        Ok(Self::new(self.parent.child()?, self.state.clone()))
    }

    /// The `traceparent`.
    pub fn parent(&self) -> TraceParent {
        self.parent
    }

    /// The `tracestate`.
    pub fn state(&self) -> &TraceState {
        &self.state
    }

    /// The `traceparent` as text.
    pub(crate) fn text(&self) -> &Arc<str> {
        &self.text
    }
}

/// Why a request's trace has to be started anew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTraceContext {
    /// It is no `traceparent`.
    #[error(transparent)]
    Parent(#[from] InvalidTraceParent),
    /// There is more than one.
    #[error("a request has more than one traceparent")]
    SeveralParents,
}
