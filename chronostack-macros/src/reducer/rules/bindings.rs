//! Rules about the parameters that bindings of the row's pattern arrive in.

use std::collections::BTreeSet;

use proc_macro2::Ident;

use crate::{
    diagnostics::{Diagnostics, did_you_mean},
    reducer::{
        args::listed,
        functions::Function,
        machine::Machine,
        params::{Param, Pass, Taken},
        pattern::{Alternative, Named},
        transition::Transition,
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    for handler in &machine.handlers {
        one_meta_by_reference(handler, diagnostics);
        match &handler.marks.transition {
            // A row that could not be read was reported already.
            Some((_, row)) if row.from.alternatives.is_empty() => {}
            Some((_, row)) => parameters_are_bindings(handler, row, diagnostics),
            None if machine.is_enum => {}
            None => no_further_parameters(handler, diagnostics),
        }
        if let Some((_, row)) = &handler.marks.transition {
            bindings_are_unique(row, diagnostics);
            groups_bind_nothing(machine, row, diagnostics);
        }
    }
}

fn one_meta_by_reference(handler: &Function, diagnostics: &mut Diagnostics) {
    let metas = handler.params.list.iter().filter_map(|param| match param {
        Param::Meta { place } => Some(place),
        _ => None,
    });
    for (index, place) in metas.enumerate() {
        if index > 0 || !matches!(place.ty.as_ref(), syn::Type::Reference(reference) if reference.mutability.is_none())
        {
            diagnostics.error(
                place,
                format!("`meta` of `{}` is not `&Meta`", handler.name()),
                "a parameter of that name is what was recorded about the event, which handlers only look at",
                "write `meta: &Meta`, once; a parameter that is something else needs another name",
            );
        }
    }
}

fn parameters_are_bindings(handler: &Function, row: &Transition, diagnostics: &mut Diagnostics) {
    for (name, pass, place) in handler.params.bindings() {
        if handler.params.receiver != Taken::Bindings {
            diagnostics.error(
                &place.pat,
                format!("`{}` takes the whole state and a part of it", handler.name()),
                "with a receiver, the parts are in `self`",
                "drop the receiver to get the bindings, or drop this parameter",
            );
            continue;
        }
        let Some(name) = name else {
            diagnostics.error(
                &place.pat,
                "a binding's parameter has a pattern",
                "bindings arrive by name",
                "write a name, and take the value apart in the body",
            );
            continue;
        };
        if let syn::Type::Reference(reference) = place.ty.as_ref()
            && pass == Pass::Borrow
            && reference.mutability.is_some()
        {
            diagnostics.error(
                &place.ty,
                format!("`{name}` is borrowed mutably"),
                "a handler without `self` makes the new state, and the old one ends",
                "take it by value, with `mut` before its name where it is to change",
            );
        }
        for alternative in &row.from.alternatives {
            if !alternative.fields.bindings().any(|binding| binding == name) {
                missing_binding(handler, row, alternative, name, diagnostics);
                break;
            }
        }
    }
}

fn missing_binding(
    handler: &Function,
    row: &Transition,
    alternative: &Alternative,
    name: &Ident,
    diagnostics: &mut Diagnostics,
) {
    let state = match &alternative.states {
        Named::Name(name) => name.to_string(),
        Named::Any(_) => "_".to_owned(),
    };
    let bound: BTreeSet<String> =
        row.from.alternatives.iter().flat_map(|one| one.fields.bindings()).map(ToString::to_string).collect();
    if bound.contains(&name.to_string()) {
        return diagnostics.error(
            name,
            format!("`{state}` does not bind `{name}`"),
            format!("`{}` takes it, whichever state it leads out of", handler.name()),
            format!("bind it in each alternative, as `{state} {{ {name}, .. }}`, or write two handlers"),
        );
    }
    let bound: Vec<String> = bound.into_iter().collect();
    let names = bound.iter().map(String::as_str);
    let fix = match (did_you_mean(&name.to_string(), names), bound.is_empty()) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, true) => format!("bind the field, as in `#[transition({state} {{ {name}, .. }} => ..)]`"),
        (None, false) => format!("take one of {}, or bind it: `{state} {{ {name}, .. }}`", listed(&bound)),
    };
    let bindings = if bound.is_empty() { "no bindings".to_owned() } else { format!("the bindings {}", listed(&bound)) };
    diagnostics.error(
        name,
        format!("`{name}` is no binding of the row's pattern"),
        format!("a handler's parameters are `event`, `meta`, and bindings by name, and the pattern has {bindings}"),
        fix,
    );
}

fn no_further_parameters(handler: &Function, diagnostics: &mut Diagnostics) {
    for (_, _, place) in handler.params.bindings() {
        diagnostics.error(
            &place.pat,
            format!("`{}` takes more than the event", handler.name()),
            "a handler of a struct gets `&mut self`, `event`, and `meta` if it asks, which is all that is recorded",
            "put what it needs into the event or into the state",
        );
    }
}

fn bindings_are_unique(row: &Transition, diagnostics: &mut Diagnostics) {
    for alternative in &row.from.alternatives {
        let bindings: Vec<&Ident> = alternative.fields.bindings().collect();
        for (index, binding) in bindings.iter().enumerate() {
            if bindings[..index].contains(binding) {
                diagnostics.error(
                    binding,
                    format!("`{binding}` is bound twice"),
                    "bindings arrive by name, so each needs one of its own",
                    format!("rename one of the two: `{binding}: other_{binding}`"),
                );
            }
        }
    }
}

fn groups_bind_nothing(machine: &Machine, row: &Transition, diagnostics: &mut Diagnostics) {
    for alternative in &row.from.alternatives {
        if let Named::Name(name) = &alternative.states
            && machine.groups.states(name).is_some()
            && let Some(field) = alternative.fields.bound.first()
        {
            diagnostics.error(
                &field.member,
                format!("the group `{name}` has no fields"),
                "its states may have others, or none",
                format!("write `{name}` alone, or name its states: `A {{ .. }} | B {{ .. }}`"),
            );
        }
    }
}
