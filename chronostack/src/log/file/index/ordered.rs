//! The streams in order of name.

use std::sync::{Mutex, PoisonError};

use crate::{
    id::StreamName,
    log::{file::index::streams::Named, store::StreamSummary},
};

/// The ordinals of the streams in order of name, as far as that was asked for.
#[derive(Debug, Default)]
pub(in crate::log::file) struct Ordered {
    ordinals: Mutex<Vec<u32>>,
}

impl Ordered {
    /// The streams behind `after`, at most `limit`, of those that are `named` now, each with what `summary` says. No append waits for it.
    pub(in crate::log::file) fn page<E>(
        &self,
        named: impl FnOnce() -> Result<Named, E>,
        summary: impl Fn(&[u32]) -> Vec<StreamSummary>,
        after: Option<&StreamName>,
        limit: usize,
    ) -> Result<Vec<StreamSummary>, E> {
        let mut ordinals = self.ordinals.lock().unwrap_or_else(PoisonError::into_inner);
        let named = named()?;
        if ordinals.len() < named.len() {
            let (known, new) = (u32::try_from(ordinals.len()).unwrap_or(u32::MAX), named.len() - ordinals.len());
            ordinals.extend((known..).take(new));
            // The sort sees that the front is in order already.
            ordinals.sort_by(|one, other| named.name(*one).cmp(named.name(*other)));
        }
        let start = after.map_or(0, |after| ordinals.partition_point(|ordinal| named.name(*ordinal) <= after.as_str()));
        let page = &ordinals[start..];
        Ok(summary(&page[..limit.min(page.len())]))
    }
}
