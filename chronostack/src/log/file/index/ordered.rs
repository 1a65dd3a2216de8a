//! The streams in order of name.

use std::sync::{Mutex, PoisonError};

use crate::{
    id::StreamName,
    log::{file::index::streams::Held, store::StreamSummary},
};

/// The ordinals of the streams in order of name, as far as that was asked for.
#[derive(Debug, Default)]
pub(in crate::log::file) struct Ordered {
    ordinals: Mutex<Vec<u32>>,
}

impl Ordered {
    /// The streams behind `after`, at most `limit`, as `held` says that they are now. No append waits for it.
    pub(in crate::log::file) fn page<E>(
        &self,
        held: impl FnOnce() -> Result<Held, E>,
        after: Option<&StreamName>,
        limit: usize,
    ) -> Result<Vec<StreamSummary>, E> {
        let mut ordinals = self.ordinals.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held()?;
        if ordinals.len() < held.len() {
            let (known, new) = (u32::try_from(ordinals.len()).unwrap_or(u32::MAX), held.len() - ordinals.len());
            ordinals.extend((known..).take(new));
            // The sort sees that the front is in order already.
            ordinals.sort_by(|one, other| held.name(*one).cmp(held.name(*other)));
        }
        let start = after.map_or(0, |after| ordinals.partition_point(|ordinal| held.name(*ordinal) <= after.as_str()));
        Ok(ordinals[start..].iter().filter_map(|ordinal| held.summary(*ordinal)).take(limit).collect())
    }
}
