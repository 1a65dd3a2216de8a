//! One opening of a log.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

/// One opening of a log by a runtime, and what is counted in it.
#[derive(Debug)]
pub(crate) struct Run {
    /// Random: no other opening has it.
    pub(crate) id: u64,
    numbers: AtomicU64,
}

impl Run {
    pub(crate) fn new() -> Self {
        Self { id: RandomState::new().hash_one("chronostack"), numbers: AtomicU64::new(1) }
    }

    /// A number that was not given in this run before, from 1.
    pub(crate) fn next(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }
}
