//! A row's targets are the states that its handler returns, as far as they can be seen in its body.

use proc_macro2::Ident;

use crate::{
    diagnostics::{Diagnostics, did_you_mean},
    reducer::{
        args::listed,
        functions::Function,
        machine::Machine,
        params::{Taken, returns_nothing},
        rules::returned::Returned,
        transition::Transition,
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    for handler in &machine.handlers {
        let Some((_, row)) = &handler.marks.transition else { continue };
        targets_are_unique(row, diagnostics);
        // What a handler with `&mut self` assigns cannot be told from what it assigns to something else.
        if handler.params.receiver != Taken::Mutable && !returns_nothing(&handler.source.sig.output) {
            targets_are_returned(machine, handler, row, diagnostics);
        }
    }
}

fn targets_are_unique(row: &Transition, diagnostics: &mut Diagnostics) {
    for (index, target) in row.to.iter().enumerate() {
        if row.to[..index].contains(target) {
            diagnostics.error(
                target,
                format!("the target `{target}` stands twice"),
                "once is enough",
                "remove one of the two",
            );
        }
    }
}

fn targets_are_returned(machine: &Machine, handler: &Function, row: &Transition, diagnostics: &mut Diagnostics) {
    // A row that could not be read was reported already.
    if row.to.is_empty() {
        return;
    }
    let returned = Returned::of(&handler.source.block, &machine.name);
    let declared = machine.groups.flatten(&row.to);
    let undeclared = names(returned.variants.iter().filter(|variant| !declared.contains(variant)));
    let unreturned: Vec<&Ident> = row.to.iter().filter(|target| !is_returned(machine, &returned, target)).collect();

    let mut misspelt = Vec::new();
    for target in &unreturned {
        let meant = did_you_mean(&target.to_string(), undeclared.iter().map(String::as_str)).map(str::to_owned);
        if returned.complete || meant.is_some() {
            let fix = match &meant {
                Some(meant) => format!("did you mean `{meant}`, which it returns?"),
                None => format!("remove `{target}` from the row, or return it where the event leads there"),
            };
            diagnostics.error(
                target,
                format!("`{}` never returns its target `{target}`", handler.name()),
                "the table, its diagrams and its tests are drawn from the targets",
                fix,
            );
        }
        misspelt.extend(meant);
    }
    for name in undeclared.iter().filter(|name| !misspelt.contains(name)) {
        let targets: Vec<String> = row.to.iter().map(ToString::to_string).collect();
        diagnostics.error(
            returned.variants.iter().find(|variant| *variant == name),
            format!("`{}` returns `{name}`, which is no target of its row", handler.name()),
            "the table, its diagrams and its tests are drawn from the targets",
            format!("write `=> {} | {name}`, or return {} here", targets.join(" | "), listed(&targets)),
        );
    }
}

/// Whether the body is seen to build `target`, or a state of it where it is a group.
fn is_returned(machine: &Machine, returned: &Returned, target: &Ident) -> bool {
    let states = machine.groups.states(target).unwrap_or(std::slice::from_ref(target));
    states.iter().any(|state| returned.variants.contains(state))
}

/// Each name once.
fn names<'a>(idents: impl Iterator<Item = &'a Ident>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for ident in idents {
        if !names.contains(&ident.to_string()) {
            names.push(ident.to_string());
        }
    }
    names
}
