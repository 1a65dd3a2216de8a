//! The states that a machine keeps in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quick_cache::{
    DefaultHashBuilder, OptionsBuilder, Weighter,
    sync::{Cache, DefaultLifecycle},
};
use serde::Serialize;

use crate::{footprint::footprint, id::StreamName, limits::Limits, time::Timestamp};

/// Parts of the cache, each with a lock and a share of the budget of its own: a larger state than a share is not kept.
const SHARDS: usize = 8;

/// A state is measured again once payloads of so many bytes, and of a quarter of what it was found to take, moved it on.
const UNMEASURED_BYTES: usize = 256;

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
    pub(crate) stream: StreamName,
    /// Held from check to append, so that writers of one stream in this process take turns instead of conflicting.
    /// Correctness does not rest on it: the log checks the version.
    pub(crate) turn: async_lock::Mutex<()>,
    kept: Mutex<Kept<R>>,
}

struct Kept<R> {
    current: Option<Arc<Current<R>>>,
    /// What the state was found to take when it was measured, `None` if it never was.
    bytes: Option<usize>,
    /// Bytes of payloads that moved it on since.
    unmeasured: usize,
}

impl<R> Slot<R> {
    fn new(stream: StreamName) -> Self {
        let kept = Kept { current: None, bytes: None, unmeasured: 0 };
        Self { stream, turn: async_lock::Mutex::new(()), kept: Mutex::new(kept) }
    }

    pub(crate) fn state(&self) -> Option<Arc<Current<R>>> {
        self.kept().current.clone()
    }

    /// What the state was found to take in memory, 0 where it was not looked at.
    pub(crate) fn bytes(&self) -> usize {
        self.kept().bytes.unwrap_or(0)
    }

    fn kept(&self) -> MutexGuard<'_, Kept<R>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The states of at most so many streams, and of about so many bytes; the least used make room.
pub(crate) struct States<R> {
    slots: Cache<String, Weighed<R>, Weigher>,
    /// What an entry weighs at the least, so that no more fit than streams may be kept.
    bytes_min: usize,
}

/// An entry, and what it weighs. It is replaced when that changes.
struct Weighed<R> {
    slot: Arc<Slot<R>>,
    bytes: usize,
}

impl<R> Clone for Weighed<R> {
    fn clone(&self) -> Self {
        Self { slot: Arc::clone(&self.slot), bytes: self.bytes }
    }
}

#[derive(Clone)]
struct Weigher;

impl<R> Weighter<String, Weighed<R>> for Weigher {
    fn weight(&self, _: &String, entry: &Weighed<R>) -> u64 {
        entry.bytes as u64
    }
}

impl<R: Clone + Serialize> States<R> {
    pub(crate) fn new(limits: &Limits) -> Self {
        let streams_max = limits.streams_cached_max.max(1);
        let bytes_min = (limits.states_cached_bytes_max / streams_max).max(1);
        // The cache keeps a little of its room free, which must not be all of it where it is to keep but one stream.
        let bytes_max = bytes_min.saturating_mul(streams_max.saturating_add(1)) as u64;
        let options = OptionsBuilder::new()
            .shards(SHARDS)
            .estimated_items_capacity(streams_max)
            .weight_capacity(bytes_max)
            .build()
            .unwrap_or_else(|_| unreachable!("both capacities are set"));
        let slots = Cache::with_options(options, Weigher, DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self { slots, bytes_min }
    }

    /// The entry of the stream `id`, whose name is asked for only if it has none.
    pub(crate) fn slot<E>(&self, id: &str, name: impl FnOnce() -> Result<StreamName, E>) -> Result<Arc<Slot<R>>, E> {
        let new = || Ok(Weighed { slot: Arc::new(Slot::new(name()?)), bytes: self.bytes_min });
        Ok(self.slots.get_or_insert_with(id, new)?.slot)
    }

    /// Keeps `current`, to which events with payloads of so many bytes led, unless something newer is kept.
    pub(crate) fn keep(&self, slot: &Arc<Slot<R>>, current: &Arc<Current<R>>, payload_bytes: usize) {
        let mut kept = slot.kept();
        if kept.current.as_ref().is_some_and(|kept| kept.version >= current.version) {
            return;
        }
        kept.current = Some(Arc::clone(current));
        kept.unmeasured = kept.unmeasured.saturating_add(payload_bytes);
        // To measure is to encode. A state seldom grows by more than what is recorded, so it is measured as that adds up.
        if kept.bytes.is_some_and(|bytes| kept.unmeasured <= bytes / 4 + UNMEASURED_BYTES) {
            return;
        }
        let bytes = footprint(&current.state);
        let before = kept.bytes.replace(bytes).unwrap_or(0);
        kept.unmeasured = 0;
        drop(kept);
        if before.max(bytes) > self.bytes_min {
            let entry = Weighed { slot: Arc::clone(slot), bytes: bytes.max(self.bytes_min) };
            // One that was evicted in the meantime stays so.
            drop(self.slots.replace(slot.stream.id().to_owned(), entry, true));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn states(streams: usize, bytes: usize) -> States<String> {
        let mut limits = Limits::DEFAULT;
        (limits.streams_cached_max, limits.states_cached_bytes_max) = (streams, bytes);
        States::new(&limits)
    }

    fn slot(states: &States<String>, id: usize) -> Arc<Slot<String>> {
        let id = id.to_string();
        match states.slot(&id, || Ok::<_, Infallible>(StreamName::new("text", &id).expect("a name"))) {
            Ok(slot) => slot,
        }
    }

    /// Keeps a state of so many bytes as the one of that version.
    fn keep(states: &States<String>, id: usize, version: u64, bytes: usize, payload_bytes: usize) {
        let current = Current { state: "x".repeat(bytes), version, ..Current::default() };
        states.keep(&slot(states, id), &Arc::new(current), payload_bytes);
    }

    /// The bytes of all states that are kept of the streams below `streams`.
    fn kept(states: &States<String>, streams: usize) -> usize {
        (0..streams)
            .filter_map(|id| states.slots.peek(id.to_string().as_str())?.slot.state())
            .map(|kept| kept.state.len())
            .sum()
    }

    #[test]
    fn a_budget_of_bytes_is_kept() {
        let states = states(10_000, 1 << 20);
        for id in 0..2_000 {
            keep(&states, id, 1, 2_000, usize::MAX);
        }
        let bytes = kept(&states, 2_000);
        assert!((1 << 19..=1 << 20).contains(&bytes), "{bytes} bytes");
    }

    #[test]
    fn a_state_that_grows_is_measured_again_and_one_that_is_too_large_is_not_kept() {
        let states = states(10_000, 1 << 20);
        for version in 1..=1_000 {
            for id in 0..100 {
                let grown = usize::try_from(version).expect("small") * 100;
                keep(&states, id, version, grown, 100);
            }
            let bytes = kept(&states, 100);
            assert!(bytes <= (1 << 20) + (1 << 18), "{bytes} bytes after {version} events");
        }
        keep(&states, 0, 2_000, 200_000, usize::MAX);
        assert!(slot(&states, 0).state().is_none(), "it is more than an eighth of the budget");
    }

    #[test]
    fn small_states_are_as_many_as_streams_may_be_kept() {
        for streams in [1, 4, 1_000] {
            let states = states(streams, 1 << 30);
            for id in 0..3 * streams {
                keep(&states, id, 1, 10, 10);
            }
            let kept = kept(&states, 3 * streams) / 10;
            assert!((streams.div_ceil(2)..=streams + 1).contains(&kept), "{kept} of {streams}");
        }
    }
}
