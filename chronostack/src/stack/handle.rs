//! The runtime's handle.

use std::sync::Arc;

use crate::{
    log::{AppendError, Log},
    machine::Reducer,
    stack::{access::Access, machine::Machine, shared::Shared},
};

/// An event-sourced runtime over one log. Cheap to clone.
///
/// The last clone to be dropped releases the log: its machines then answer that the log is closed.
#[derive(Clone)]
pub struct ChronoStack {
    owner: Arc<Owner>,
}

/// Releases the log when the last handle goes, though machines may still stand.
struct Owner {
    shared: Arc<Shared>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        drop(self.shared.take_log());
    }
}

impl ChronoStack {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { owner: Arc::new(Owner { shared: Arc::new(shared) }) }
    }

    /// The machine of the reducer `R`: its streams in this log.
    pub fn machine<R: Reducer>(&self) -> Machine<R> {
        let shared = self.owner.shared.clone();
        let core = shared.core();
        Machine::new(Access { shared, core })
    }

    /// The log, for what needs no reducer; `None` once it was closed.
    pub fn log(&self) -> Option<Arc<dyn Log>> {
        self.owner.shared.log()
    }

    /// Flushes and releases the log. What its machines are asked afterwards is answered with a `Closed` error.
    pub async fn close(&self) -> Result<(), AppendError> {
        match self.owner.shared.take_log() {
            Some(log) => log.close().await,
            None => Ok(()),
        }
    }
}

impl std::fmt::Debug for ChronoStack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChronoStack").field("log", &self.log().map(|log| log.id())).finish_non_exhaustive()
    }
}
