//! Random legal histories, and what becomes of one that breaks a law.

mod check;
mod payload_tree;
mod proposal;
mod strategy;
#[cfg(test)]
pub(super) mod tests;
mod tree;

pub(super) use check::{check, sample};
pub use strategy::{Histories, histories};
pub use tree::HistoryTree;
