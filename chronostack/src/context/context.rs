//! What surrounds the code that runs.

use std::{any::Any, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    cause::{Cause, Causes},
    context::{trace_context::TraceContext, trace_parent::TraceParent, trace_state::TraceState},
};

/// What surrounds the code that runs: what it handles, for whom, in which lane and trace. Cheap to clone, and to hand on with another cause.
///
/// Its causes are what is being handled. They do not move on with what is recorded within: the branches of a `join!` have the same
/// cause, and none of them led to another. Code that goes on from what it recorded says so: [`handling`](Self::handling).
///
/// Serde writes all of it but the runtime, and reads causes as [received](Cause::received), for queues of one's own; [`Carried`](crate::context::Carried) is the envelope made for that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Context {
    causes: Causes,
    /// Apart, for it stays as it is from one event that is handled to the next.
    request: Option<Arc<Request>>,
}

/// What many events are handled for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Request {
    actor: Option<Arc<str>>,
    lane: Option<Arc<str>>,
    trace: Option<TraceContext>,
    runtime: Option<Runtime>,
}

impl Context {
    /// The empty context: nobody asked, and nothing led here.
    pub const EMPTY: Self = Self { causes: Causes::NONE, request: None };

    /// The context of code that handles `causes`, in place of what was handled before.
    #[must_use]
    pub fn handling(mut self, causes: impl Into<Causes>) -> Self {
        self.causes = causes.into();
        self
    }

    /// Adds to what is handled. What is there already is not repeated.
    #[must_use]
    pub fn caused_by(mut self, causes: impl Into<Causes>) -> Self {
        self.add_causes(causes.into());
        self
    }

    pub(crate) fn add_causes(&mut self, causes: Causes) {
        self.causes.add(causes);
    }

    /// Who asks.
    #[must_use]
    pub fn with_actor(mut self, actor: impl Into<Arc<str>>) -> Self {
        self.change().actor = Some(actor.into());
        self
    }

    /// The task that the work belongs to.
    #[must_use]
    pub fn with_lane(mut self, lane: impl Into<Arc<str>>) -> Self {
        self.change().lane = Some(lane.into());
        self
    }

    /// The same for work that is no part of the task that hands it over.
    #[must_use]
    pub fn without_lane(mut self) -> Self {
        if self.lane().is_some() {
            self.change().lane = None;
        }
        self
    }

    /// The W3C trace that the work belongs to.
    #[must_use]
    pub fn with_trace(mut self, trace: TraceContext) -> Self {
        self.change().trace = Some(trace);
        self
    }

    /// What is being handled.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Who asks.
    pub fn actor(&self) -> Option<&Arc<str>> {
        self.request.as_ref()?.actor.as_ref()
    }

    /// The task that the work belongs to.
    pub fn lane(&self) -> Option<&Arc<str>> {
        self.request.as_ref()?.lane.as_ref()
    }

    /// The W3C trace that the work belongs to.
    pub fn trace(&self) -> Option<&TraceContext> {
        self.request.as_ref()?.trace.as_ref()
    }

    /// The runtime that records what is tracked here.
    pub(crate) fn with_runtime(mut self, runtime: Arc<dyn Any + Send + Sync>) -> Self {
        self.change().runtime = Some(Runtime(runtime));
        self
    }

    /// The runtime that records what is tracked here.
    pub(crate) fn runtime(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.request.as_ref()?.runtime.as_ref()?.0.clone())
    }

    fn change(&mut self) -> &mut Request {
        Arc::make_mut(self.request.get_or_insert_default())
    }
}

/// A runtime, of which nothing is known here. It stays in its process: serde leaves it out.
#[derive(Clone)]
struct Runtime(Arc<dyn Any + Send + Sync>);

impl PartialEq for Runtime {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Runtime")
    }
}

/// A context as serde writes it.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Context")]
struct Written {
    causes: Vec<Cause>,
    actor: Option<String>,
    lane: Option<String>,
    traceparent: Option<TraceParent>,
    tracestate: TraceState,
}

impl From<Context> for Written {
    fn from(context: Context) -> Self {
        let text = |text: &Arc<str>| text.as_ref().to_owned();
        let trace = context.trace();
        Self {
            causes: context.causes().to_vec(),
            actor: context.actor().map(text),
            lane: context.lane().map(text),
            traceparent: trace.map(TraceContext::parent),
            tracestate: trace.map(TraceContext::state).cloned().unwrap_or_default(),
        }
    }
}

impl From<Written> for Context {
    fn from(written: Written) -> Self {
        let Written { causes, actor, lane, traceparent, tracestate } = written;
        let trace = traceparent.map(|parent| TraceContext::new(parent, tracestate));
        let (actor, lane) = (actor.map(Arc::from), lane.map(Arc::from));
        let request = Request { actor, lane, trace, runtime: None };
        let request = (request != Request::default()).then(|| Arc::new(request));
        Self { causes: causes.into_iter().map(Cause::received).collect(), request }
    }
}
