//! Where the time of commits goes: histograms for each transition and each stage of the way.

mod durations;
#[expect(clippy::module_inception, reason = "the concept is the module's")]
mod profile;
mod profiling;
mod stopwatch;
mod timings;

pub use self::{
    durations::{Bucket, Durations},
    profile::{Profile, TransitionProfile},
    profiling::Profiling,
};
pub(crate) use self::{
    stopwatch::Stopwatch,
    timings::{Stages, Timings},
};
