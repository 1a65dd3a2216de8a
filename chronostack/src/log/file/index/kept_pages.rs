//! Pages of sidecars that are kept in memory.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use quick_cache::sync::Cache;

/// Pages that are kept of all sidecars: 8 MiB.
const PAGES_MAX: usize = 2_048;

/// The number of a file, and of a page there.
type Place = (u64, u32);

/// What verified pages hold, those used last. Cheap to clone; the clones share them.
#[derive(Clone, Debug)]
pub(in crate::log::file) struct KeptPages {
    pages: Arc<Cache<Place, Arc<Vec<u8>>>>,
    files: Arc<AtomicU64>,
}

impl Default for KeptPages {
    fn default() -> Self {
        Self { pages: Arc::new(Cache::new(PAGES_MAX)), files: Arc::default() }
    }
}

impl KeptPages {
    /// A number for a file that was just opened, which no other had: what was read of one is never taken for what another holds.
    pub(in crate::log::file) fn file(&self) -> u64 {
        self.files.fetch_add(1, Ordering::Relaxed)
    }

    /// What a page of a file holds, as it is kept, else as it is read.
    pub(in crate::log::file) fn get<E>(
        &self,
        file: u64,
        page: u32,
        read: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Arc<Vec<u8>>, E> {
        self.pages.get_or_insert_with(&(file, page), || read().map(Arc::new))
    }
}
