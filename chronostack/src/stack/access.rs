//! One reducer's way to one log.

use std::sync::Arc;

use crate::{
    id::StreamName,
    limits::LimitExceeded,
    machine::Reducer,
    stack::{cache::Slot, core::Core, error::LoadError, loader::Loader, shared::Shared},
};

/// One reducer's way to one log: what a machine and its pending writes hold.
pub(crate) struct Access<R> {
    pub(crate) shared: Arc<Shared>,
    pub(crate) core: Arc<Core<R>>,
}

impl<R> Clone for Access<R> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), core: self.core.clone() }
    }
}

impl<R: Reducer> std::fmt::Debug for Access<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("stream", &R::STREAM).finish_non_exhaustive()
    }
}

impl<R: Reducer> Access<R> {
    /// The full name of the stream `id`.
    pub(crate) fn stream(&self, id: &str) -> Result<StreamName, LoadError> {
        let stream = StreamName::new(R::STREAM, id)?;
        let max = self.shared.limits.stream_name_bytes_max;
        LimitExceeded::check("stream_name_bytes_max", stream.as_str().len(), max)?;
        Ok(stream)
    }

    /// The entry of the stream `id` among the states in memory.
    pub(crate) fn slot(&self, id: &str) -> Result<Arc<Slot<R>>, LoadError> {
        self.core.states.slot(id, || self.stream(id))
    }

    pub(crate) async fn loader(&self) -> Result<Loader<'_, R>, LoadError> {
        Loader::open(&self.shared, &self.core).await
    }
}
