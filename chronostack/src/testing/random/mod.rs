//! Random legal histories, and what becomes of one that breaks a law.

mod check;
mod legal;
mod propose;
mod shrink;
#[cfg(test)]
pub(super) mod tests;

pub(super) use check::check;
