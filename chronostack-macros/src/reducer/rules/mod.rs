//! The rules that a machine keeps: one function a rule.

mod arguments;
mod bindings;
mod check;
#[cfg(test)]
mod clippy;
mod denied;
mod events;
mod guards;
mod invariants;
mod item;
mod purity;
mod returned;
mod signatures;
mod targets;
mod tokens;
mod walks;

pub(crate) use arguments::{revision, stream};
pub(crate) use check::check;
pub(crate) use item::state_name;
