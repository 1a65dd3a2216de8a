//! The states that a machine keeps in memory.

use std::sync::{Arc, Mutex, PoisonError};

use quick_cache::sync::Cache;

use crate::{id::StreamName, time::Timestamp};

/// A state with its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Current<R> {
    pub(crate) state: R,
    /// How many events made it.
    pub(crate) version: u64,
    /// The last one's position, 0 for none.
    pub(crate) position: u64,
    /// When the last one was recorded.
    pub(crate) recorded_at: Option<Timestamp>,
}

/// One stream's entry.
pub(crate) struct Slot<R> {
    /// Held from check to append, so that writers of one stream in this process take turns instead of conflicting.
    /// Correctness does not rest on it: the log checks the version.
    pub(crate) turn: async_lock::Mutex<()>,
    state: Mutex<Option<Arc<Current<R>>>>,
}

impl<R> Slot<R> {
    pub(crate) fn state(&self) -> Option<Arc<Current<R>>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps `current` unless something newer is kept.
    pub(crate) fn keep(&self, current: &Arc<Current<R>>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.as_ref().is_none_or(|kept| kept.version < current.version) {
            *state = Some(current.clone());
        }
    }
}

/// The states of at most so many streams; the least used make room.
pub(crate) struct States<R> {
    slots: Cache<StreamName, Arc<Slot<R>>>,
}

impl<R: Clone> States<R> {
    pub(crate) fn new(streams_max: usize) -> Self {
        Self { slots: Cache::new(streams_max.max(1)) }
    }

    pub(crate) fn slot(&self, stream: &StreamName) -> Arc<Slot<R>> {
        let empty = || {
            Ok::<_, std::convert::Infallible>(Arc::new(Slot {
                turn: async_lock::Mutex::new(()),
                state: Mutex::new(None),
            }))
        };
        match self.slots.get_or_insert_with(stream, empty) {
            Ok(slot) => slot,
        }
    }
}
