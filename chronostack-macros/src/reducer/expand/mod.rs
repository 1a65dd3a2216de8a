//! What is generated, out of a machine that keeps the rules.

mod checks;
mod code;
mod dispatch;
mod event_enum;
mod names;
mod spec;

pub(crate) use code::{fallback, machine};
