//! What a law about histories is.

use crate::{event::Recorded, machine::Reducer, testing::suite::Suite};

/// A law about a history. `Err` says how it is broken.
pub(super) type HistoryLaw<R> = fn(&Suite<R>, &[Recorded<<R as Reducer>::Event>]) -> Result<(), String>;
