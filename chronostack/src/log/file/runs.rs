//! The runs that are kept in memory.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};

use crate::log::file::{fault::Fault, run::Run, storage::DiskFile, stretch::Stretch};

/// What a run takes at the least, so that a budget tells how many there may be.
const RUN_BYTES_USUAL: usize = 16 << 10;

/// Verified runs by the places where they start, as many as a budget of bytes lets; the least used make room.
#[derive(Debug)]
pub(super) struct Runs {
    kept: Option<Cache<u64, Arc<Run>, RunBytes>>,
}

#[derive(Clone, Debug)]
struct RunBytes;

impl Weighter<u64, Arc<Run>> for RunBytes {
    fn weight(&self, _: &u64, run: &Arc<Run>) -> u64 {
        run.memory_bytes() as u64
    }
}

impl Runs {
    /// Keeps so many bytes, none at all if it is 0.
    pub(super) fn new(cache_bytes: usize) -> Self {
        let kept = || Cache::with_weighter(cache_bytes / RUN_BYTES_USUAL + 1, cache_bytes as u64, RunBytes);
        Self { kept: (cache_bytes > 0).then(kept) }
    }

    /// The run that stands at `stretch`, which holds `place`; `open` gives its segment's file, should it be read. The last run of a log grows: what is kept of it
    /// is not read again.
    pub(super) fn get(
        &self,
        stretch: &Stretch,
        place: u64,
        open: impl FnOnce() -> Result<Arc<dyn DiskFile>, Fault>,
    ) -> Result<Arc<Run>, Fault> {
        let key = stretch.segment.start + stretch.start;
        let kept = self.kept.as_ref().and_then(|kept| kept.get(&key));
        if let Some(run) = kept.as_ref().filter(|run| run.covers(place)) {
            return Ok(Arc::clone(run));
        }
        let run = Arc::new(Run::load(open()?.as_ref(), stretch, kept.as_deref())?);
        // One that is damaged is read anew each time: it may be the reading that fails.
        if let Some(kept) = self.kept.as_ref().filter(|_| run.is_sound()) {
            kept.insert(key, Arc::clone(&run));
        }
        Ok(run)
    }
}
