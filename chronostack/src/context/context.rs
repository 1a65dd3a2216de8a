//! What surrounds the code that runs.

use std::{any::Any, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    cause::{Cause, Causes},
    context::{trace_context::TraceContext, trace_parent::TraceParent, trace_state::TraceState},
};

/// What surrounds the code that runs: what it handles, for whom, in which lane and trace. Cheap to clone; the empty one costs nothing.
///
/// Its causes are what is being handled. They do not move on with what is recorded within: the branches of a `join!` have the same
/// cause, and none of them led to another. Code that goes on from what it recorded says so: [`handling`](Self::handling).
///
/// Serde writes all of it but the runtime, for queues of one's own; [`Carried`](crate::context::Carried) is the envelope made for that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Context(Option<Arc<Surroundings>>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Surroundings {
    causes: Vec<Cause>,
    actor: Option<Arc<str>>,
    lane: Option<Arc<str>>,
    trace: Option<TraceContext>,
    runtime: Option<Runtime>,
}

impl Context {
    /// The empty context: nobody asked, and nothing led here.
    pub const EMPTY: Self = Self(None);

    /// The context of code that handles `causes`, in place of what was handled before.
    #[must_use]
    pub fn handling(mut self, causes: impl Into<Causes>) -> Self {
        self.change().causes.clear();
        self.caused_by(causes)
    }

    /// Adds to what is handled. What is there already is not repeated.
    #[must_use]
    pub fn caused_by(mut self, causes: impl Into<Causes>) -> Self {
        causes.into().add_to(&mut self.change().causes);
        self
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
        self.0.as_ref().map_or(&[], |inner| &inner.causes)
    }

    /// Who asks.
    pub fn actor(&self) -> Option<&Arc<str>> {
        self.0.as_ref()?.actor.as_ref()
    }

    /// The task that the work belongs to.
    pub fn lane(&self) -> Option<&Arc<str>> {
        self.0.as_ref()?.lane.as_ref()
    }

    /// The W3C trace that the work belongs to.
    pub fn trace(&self) -> Option<&TraceContext> {
        self.0.as_ref()?.trace.as_ref()
    }

    /// The runtime that records what is tracked here.
    pub(crate) fn with_runtime(mut self, runtime: Arc<dyn Any + Send + Sync>) -> Self {
        self.change().runtime = Some(Runtime(runtime));
        self
    }

    /// The runtime that records what is tracked here.
    pub(crate) fn runtime(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.0.as_ref()?.runtime.as_ref()?.0.clone())
    }

    fn change(&mut self) -> &mut Surroundings {
        Arc::make_mut(self.0.get_or_insert_default())
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
        let surroundings = Surroundings { causes, actor, lane, trace, runtime: None };
        Self((surroundings != Surroundings::default()).then(|| Arc::new(surroundings)))
    }
}
