//! States kept along a history, so that any of its versions is a few reductions away.

use std::sync::Arc;

use crate::{footprint::footprint, machine::Reducer};

/// Versions from one kept state to the next, as long as all of them fit the budget.
const STRIDE_MIN: u64 = 32;
/// Once they do not: states kept of those versions that are between n and 2n versions old.
const RECENT: u64 = 8;

/// States of some versions, within a budget of bytes.
///
/// Version 0 and every version that is a multiple of the stride have theirs kept; where they are younger than eight strides, others
/// between them too, closer with every halving of the age. The stride is a power of two from 32 on, doubled
/// when the budget is passed. So a version is reached in fewer reductions than the stride: 31 at most while the states
/// of every 32nd version fit; else fewer than about `3 × events × state bytes / budget`.
#[derive(Clone, Debug)]
pub(super) struct Keyframes<R> {
    frames: Vec<Keyframe<R>>,
    bytes: usize,
    bytes_max: usize,
    stride: u64,
}

#[derive(Clone, Debug)]
struct Keyframe<R> {
    version: u64,
    state: Arc<R>,
    bytes: usize,
}

impl<R: Reducer> Keyframes<R> {
    /// Only the initial state, which takes nothing from the budget.
    pub(super) fn new(bytes_max: usize) -> Self {
        let initial = Keyframe { version: 0, state: Arc::default(), bytes: 0 };
        Self { frames: vec![initial], bytes: 0, bytes_max, stride: STRIDE_MIN }
    }

    /// Keeps the state of `version`, later than all before, if it is its turn.
    pub(super) fn offer(&mut self, version: u64, state: &R) {
        if version.is_multiple_of(STRIDE_MIN) {
            let bytes = footprint(state);
            self.frames.push(Keyframe { version, state: Arc::new(state.clone()), bytes });
            self.bytes += bytes;
            if self.bytes > self.bytes_max {
                self.thin(version);
            }
        }
    }

    /// The latest state that is kept at `version` or before.
    pub(super) fn nearest(&self, version: u64) -> (u64, &Arc<R>) {
        let after = self.frames.partition_point(|frame| frame.version <= version);
        let frame = &self.frames[after.saturating_sub(1)];
        (frame.version, &frame.state)
    }

    /// Forgets the states behind `version`.
    pub(super) fn truncate(&mut self, version: u64) {
        self.retain(|frame| frame.version <= version);
    }

    /// Drops states until a quarter of the budget is free, so that the next one does not drop states again.
    fn thin(&mut self, newest: u64) {
        let enough = self.bytes_max - self.bytes_max / 4;
        loop {
            let stride = self.stride;
            self.retain(|frame| frame.version.is_multiple_of(gap(newest - frame.version, stride)));
            if self.bytes <= enough || self.stride > newest {
                break;
            }
            self.stride *= 2;
        }
        // So few fit that the stride is longer than the history: the newest are kept.
        while self.bytes > enough && self.frames.len() > 1 {
            self.bytes -= self.frames.remove(1).bytes;
        }
    }

    fn retain(&mut self, keep: impl Fn(&Keyframe<R>) -> bool) {
        self.frames.retain(keep);
        self.bytes = self.frames.iter().map(|frame| frame.bytes).sum();
    }

    /// The reductions to the version that is farthest from a state that is kept, of versions up to `newest`.
    #[cfg(test)]
    pub(super) fn reductions_max(&self, newest: u64) -> u64 {
        let ends = self.frames.iter().skip(1).map(|frame| frame.version - 1).chain([newest]);
        ends.zip(&self.frames).map(|(end, frame)| end - frame.version).max().unwrap_or(0)
    }

    /// What the states take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

/// How far apart states are kept that are `age` versions old: powers of two, so that what is kept of an age was kept of
/// every age before.
fn gap(age: u64, stride: u64) -> u64 {
    let wanted = (age / RECENT).clamp(STRIDE_MIN, stride);
    1 << wanted.ilog2()
}
