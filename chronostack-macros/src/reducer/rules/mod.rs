//! The rules that a machine keeps: one function a rule, all of them asked, so that all errors are reported together.

mod arguments;
mod bindings;
mod denied;
mod events;
mod guards;
mod item;
mod purity;
mod returned;
mod signatures;
mod targets;

pub(crate) use arguments::{revision, stream};
pub(crate) use item::state_name;

use crate::{diagnostics::Diagnostics, reducer::machine::Machine};

/// Asks all of them about `machine`.
pub(crate) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    arguments::check(machine, diagnostics);
    events::check(machine, diagnostics);
    signatures::check(machine, diagnostics);
    bindings::check(machine, diagnostics);
    guards::check(machine, diagnostics);
    targets::check(machine, diagnostics);
    purity::check(machine, diagnostics);
}
