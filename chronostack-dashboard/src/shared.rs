//! What all requests share.

use std::sync::Arc;

use chronostack::{ChronoStack, id::StreamName, log::Log, profile::Profile};
use chronostack_query::{AnyMachine, Mask, nearest};
use tokio::sync::Mutex;

use crate::{error::ApiError, graph::Graph, index::Index, stories::Stories};

/// What all requests share.
pub(crate) struct Shared {
    /// The log that is shown.
    pub(crate) log: Arc<dyn Log>,
    /// How many events there were when.
    pub(crate) index: Index,
    /// What led to what.
    pub(crate) graph: Graph,
    /// Hides what machines mark as sensitive.
    pub(crate) mask: Mask,
    /// The machines that are registered, in that order.
    pub(crate) machines: Vec<Arc<dyn AnyMachine>>,
    /// The runtime, where it is one of this process.
    pub(crate) stack: Option<ChronoStack>,
    /// Whether a process has the log open to write.
    pub(crate) has_writer: Box<dyn Fn() -> bool + Send + Sync>,
    /// What the log's process wrote of its commits, where it is another one.
    pub(crate) profile: Option<Profile>,
    /// What to call the log.
    pub(crate) name: String,
    /// The histories that were asked for last.
    pub(crate) stories: Stories,
    /// Held by the verification that is under way.
    pub(crate) verifying: Arc<Mutex<()>>,
}

impl Shared {
    /// The machine of that name.
    pub(crate) fn machine(&self, name: &str) -> Result<&Arc<dyn AnyMachine>, ApiError> {
        let found = self.machines.iter().find(|machine| machine.spec().name == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.machines.iter().map(|machine| machine.spec().name).collect();
            ApiError::not_found(format!("no machine `{name}` is registered")).nearest(&nearest(name, known))
        })
    }

    /// The first machine whose streams are of this one's kind.
    pub(crate) fn machine_of(&self, stream: &StreamName) -> Result<&Arc<dyn AnyMachine>, ApiError> {
        let found = self.machines.iter().find(|machine| machine.spec().stream == stream.kind());
        found.ok_or_else(|| {
            ApiError::not_found(format!("no machine is registered for streams of the kind `{}`", stream.kind()))
                .hint("states need your code; register it, in two lines of your own: `fn main() -> std::process::ExitCode { chronostack_cli::App::new().machine::<Order>().run() }` is a `chronostack serve` that has it, and `chronostack_dashboard::router(&stack).machine::<Order>()` this page in your service")
        })
    }
}
