//! What laws are.

use crate::{
    event::Recorded,
    machine::{Reducer, Transition},
    testing::suite::Suite,
};

/// A law about a history. `Err` says how it is broken.
pub(super) type HistoryLaw<R> = fn(&Suite<R>, &[Recorded<<R as Reducer>::Event>]) -> Result<(), String>;

/// A law about a single event. `Err` says how it is broken.
pub(super) type EventLaw<R> = fn(&Suite<R>, &Moved<'_, R>) -> Result<(), String>;

/// A legal event, and what it did.
pub(super) struct Moved<'a, R: Reducer> {
    pub(super) event: &'a R::Event,
    pub(super) transition: Transition,
    pub(super) before: &'a R,
    pub(super) after: &'a R,
    /// The version that it makes.
    pub(super) version: u64,
}
