//! The pass over all rules.

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        machine::Machine,
        rules::{arguments, bindings, events, guards, invariants, purity, signatures, targets},
    },
};

/// Asks every rule about `machine`, so that all errors are reported together.
pub(crate) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    arguments::check(machine, diagnostics);
    events::check(machine, diagnostics);
    signatures::check(machine, diagnostics);
    bindings::check(machine, diagnostics);
    guards::check(machine, diagnostics);
    invariants::check(machine, diagnostics);
    targets::check(machine, diagnostics);
    purity::check(machine, diagnostics);
}
