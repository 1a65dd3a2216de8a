//! What is generated, out of a machine that keeps the rules.

mod apply;
mod checks;
mod code;
mod dispatch;
mod event_enum;
mod invariants;
mod names;
mod patterns;
mod spec;

pub(crate) use code::{fallback, machine};
