//! The rules that a machine keeps: one function a rule.

mod arguments;
mod bindings;
mod check;
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

pub(crate) use arguments::{revision, stream};
pub(crate) use check::check;
pub(crate) use item::state_name;
