//! How many events there were when: counts that stay small whatever the log's size, and follow the log as it grows.

mod busiest;
mod cells;
mod census;
mod follow;
#[expect(clippy::module_inception, reason = "the concept is the module's")]
mod index;

pub(crate) use busiest::Which;
pub(crate) use cells::{Cells, Grid};
pub(crate) use census::{Census, Group};
pub(crate) use follow::Progress;
pub(crate) use index::Index;
