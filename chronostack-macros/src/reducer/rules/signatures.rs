//! Rules about the signatures of handlers, guards and invariants.

use quote::ToTokens;
use syn::{ImplItemFn, ReturnType, Signature, Type};

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        event_ref::plain,
        functions::Function,
        machine::Machine,
        params::{Taken, returns_nothing, ungrouped},
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    for handler in &machine.handlers {
        is_plain(&handler.source, "a handler", diagnostics);
        if machine.is_enum {
            has_a_row(machine, handler, diagnostics);
            moves_between_variants(machine, handler, diagnostics);
        } else {
            changes_the_struct(handler, diagnostics);
        }
    }
    for guard in &machine.guards {
        is_plain(&guard.source, "a guard", diagnostics);
    }
    for invariant in &machine.invariants {
        is_plain(&invariant.source, "an invariant", diagnostics);
    }
}

/// No `async`, `unsafe`, `extern`, generics or `#[cfg]`.
fn is_plain(function: &ImplItemFn, what: &str, diagnostics: &mut Diagnostics) {
    let Signature { ident: name, asyncness, unsafety, abi, generics, .. } = &function.sig;
    if let Some(word) = asyncness {
        diagnostics.error(
            word,
            format!("`{name}` is `async`"),
            format!("{what} gets nothing that differs between runs, and what it would wait for may differ"),
            "do the waiting before the event is dispatched, and put what it found into the event",
        );
    }
    if let Some(word) = unsafety {
        diagnostics.error(
            word,
            format!("`{name}` is `unsafe`"),
            format!("{what} is called by generated code, which promises nothing"),
            "put the unsafe part into a function that is safe to call",
        );
    }
    if let Some(abi) = abi {
        diagnostics.error(
            abi,
            format!("`{name}` is `extern`"),
            format!("{what} is called by generated Rust code"),
            "remove the ABI",
        );
    }
    if !generics.params.is_empty() || generics.where_clause.is_some() {
        let place = generics.params.to_token_stream();
        diagnostics.error(
            if place.is_empty() { generics.where_clause.to_token_stream() } else { place },
            format!("`{name}` is generic"),
            format!("{what} is called by generated code, which names no types"),
            "write concrete types; a generic helper may be called from it",
        );
    }
    if let Some(cfg) = function.attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
        diagnostics.error(
            cfg,
            format!("`{name}` is there under a condition"),
            "the table must be the same wherever a log is read",
            "put the condition inside the function or on the whole machine",
        );
    }
}

fn has_a_row(machine: &Machine, handler: &Function, diagnostics: &mut Diagnostics) {
    if handler.marks.transition.is_none() {
        diagnostics.error(
            handler.name(),
            format!("`{}` takes an event but has no row", handler.name()),
            format!("`{}` is an enum here, and a handler says which states it leads from and to", machine.name),
            "add `#[transition(From => To)]`; if it is no handler, give its parameter another name than `event`",
        );
    }
}

fn moves_between_variants(machine: &Machine, handler: &Function, diagnostics: &mut Diagnostics) {
    let output = &handler.source.sig.output;
    let name = handler.name();
    match handler.params.receiver {
        Taken::Typed => refuse_receiver(handler, diagnostics),
        Taken::Mutable if !returns_nothing(output) => infallible(handler, diagnostics, || {
            (
                format!("`{name}` takes `&mut self` and returns something"),
                "what it returns would be lost: the state it leaves behind is the new one".to_owned(),
                "return nothing, or take `self` and return the new state as `Self`".to_owned(),
            )
        }),
        Taken::Mutable => {}
        _ if returns_state(machine, output) => {}
        _ => infallible(handler, diagnostics, || {
            (
                format!("`{name}` does not return the new state"),
                "a handler answers with the state that the event leads to".to_owned(),
                "add `-> Self`; or take `&mut self`, change it in place, and return nothing".to_owned(),
            )
        }),
    }
}

fn changes_the_struct(handler: &Function, diagnostics: &mut Diagnostics) {
    let name = handler.name();
    match handler.params.receiver {
        Taken::Mutable if returns_nothing(&handler.source.sig.output) => {}
        Taken::Mutable => infallible(handler, diagnostics, || {
            (
                format!("`{name}` returns something"),
                "what it returns would be lost: a handler of a struct changes it in place".to_owned(),
                "return nothing".to_owned(),
            )
        }),
        Taken::Typed => refuse_receiver(handler, diagnostics),
        _ => diagnostics.error(
            name,
            format!("`{name}` takes an event, but not `&mut self`"),
            "a handler without a row changes a struct in place",
            "take `&mut self`; if the state is an enum, add `#[transition(From => To)]`; \
             if this is no handler, give its parameter another name than `event`",
        ),
    }
}

fn refuse_receiver(handler: &Function, diagnostics: &mut Diagnostics) {
    diagnostics.error(
        handler.source.sig.receiver(),
        format!("`{}` takes its state in a form that handlers do not have", handler.name()),
        "the machine holds the state by value",
        "take `&mut self`; a handler with a row may also take `self`, `&self`, or no receiver and the row's bindings",
    );
}

/// Reports a return type that does not fit; a `Result` has a text of its own.
fn infallible(handler: &Function, diagnostics: &mut Diagnostics, otherwise: impl FnOnce() -> (String, String, String)) {
    let name = handler.name();
    let ReturnType::Type(_, ty) = &handler.source.sig.output else {
        let (what, why, fix) = otherwise();
        return diagnostics.error(name, what, why, fix);
    };
    if last_segment(ty).is_some_and(|last| last == "Result") {
        return diagnostics.error(
            ty,
            format!("`{name}` returns a `Result`"),
            "a handler is infallible: it folds events that have happened, and has no say any more",
            "refuse the event in a `#[guard]`, which is asked before it is recorded, and return the new state alone",
        );
    }
    let (what, why, fix) = otherwise();
    diagnostics.error(ty, what, why, fix);
}

fn returns_state(machine: &Machine, output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else { return false };
    let ty = plain(ungrouped(ty));
    ty == "Self" || ty == plain(ungrouped(&machine.state)) || machine.name == ty
}

fn last_segment(ty: &Type) -> Option<String> {
    match ungrouped(ty) {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}
