//! The functions of the impl that make the machine: handlers, guards and invariants. All others are left alone.

use proc_macro2::Ident;
use syn::{Attribute, FnArg, ImplItem, ImplItemFn, ItemImpl, PatType, parse_quote};

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        event_ref::{EventRef, plain},
        marks::Marks,
        params::{Param, Params, variant_pattern},
    },
};

/// A handler or a guard, as written.
pub(crate) struct Function {
    pub(crate) source: ImplItemFn,
    pub(crate) marks: Marks,
    pub(crate) params: Params,
    pub(crate) event: EventRef,
}

/// An invariant, as written.
pub(crate) struct Invariant {
    pub(crate) source: ImplItemFn,
    pub(crate) marks: Marks,
    pub(crate) params: Params,
}

/// A function that is none of these: it is left alone, but they may call it.
pub(crate) struct Helper {
    pub(crate) source: ImplItemFn,
    pub(crate) nondeterminism_allowed: bool,
}

/// What was found in the impl.
#[derive(Default)]
pub(crate) struct Functions {
    pub(crate) handlers: Vec<Function>,
    pub(crate) guards: Vec<Function>,
    pub(crate) invariants: Vec<Invariant>,
    pub(crate) helpers: Vec<Helper>,
    /// Whether one could not be read, so that what seems to be missing may be what it meant.
    pub(crate) faulty: bool,
}

impl Function {
    pub(crate) fn name(&self) -> &Ident {
        &self.source.sig.ident
    }
}

impl Invariant {
    pub(crate) fn name(&self) -> &Ident {
        &self.source.sig.ident
    }
}

impl Functions {
    /// Finds handlers, guards and invariants in `item` and turns them into the plain functions that are emitted.
    pub(crate) fn take(item: &mut ItemImpl, diagnostics: &mut Diagnostics) -> Self {
        let mut functions = Self::default();
        for item in &mut item.items {
            match item {
                ImplItem::Fn(function) => functions.take_one(function, diagnostics),
                ImplItem::Const(other) => refuse_marks(&mut other.attrs, diagnostics),
                ImplItem::Type(other) => refuse_marks(&mut other.attrs, diagnostics),
                _ => {}
            }
        }
        functions
    }

    fn take_one(&mut self, function: &mut ImplItemFn, diagnostics: &mut Diagnostics) {
        let source = function.clone();
        let marks = Marks::take(&mut function.attrs, diagnostics);
        let params = Params::read(&function.sig, marks.of_rows_and_guards().is_some());
        if marks.invariant.is_some() {
            return self.invariants.push(Invariant { source, marks, params });
        }
        let events: Vec<_> = params.events().collect();
        if events.is_empty() && marks.of_rows_and_guards().is_none() {
            return self
                .helpers
                .push(Helper { source, nondeterminism_allowed: marks.nondeterminism_allowed.is_some() });
        }
        lower(function);
        let event = match events.as_slice() {
            [(Some(event), _)] => Some((*event).clone()),
            _ => None,
        };
        let Some(event) = event else {
            self.faulty = true;
            return without_event(&source.sig.ident, &marks, &events, diagnostics);
        };
        let is_guard = marks.guard.is_some();
        let taken = Function { source, marks, params, event };
        if is_guard { self.guards.push(taken) } else { self.handlers.push(taken) }
    }
}

/// Says why the function is about no event: it takes none, something that is none, or several.
fn without_event(name: &Ident, marks: &Marks, events: &[(Option<&EventRef>, &PatType)], diagnostics: &mut Diagnostics) {
    match (events, marks.of_rows_and_guards()) {
        ([_, (_, second), ..], _) => diagnostics.error(
            second,
            format!("`{name}` takes two events"),
            "an event moves the state by itself",
            "write a function for each",
        ),
        ([(_, place)], _) => diagnostics.error(
            &place.ty,
            format!("`{}` is no reference to an event type", plain(&place.ty)),
            "a parameter named `event` is the event, which handlers and guards only look at",
            "write `event: &Placed` with the event's type; a parameter that is no event needs another name",
        ),
        ([], Some(mark)) => diagnostics.error(
            name,
            format!("`{name}` has `#[{}]` but takes no event", plain(mark.path())),
            "the type of its event parameter says which event it is about",
            "add `event: &TheEvent`; the parameter must have the name `event`",
        ),
        ([], None) => {}
    }
}

/// Makes the emitted function plain: an event written as a pattern becomes a parameter and a `let`, and lints that the
/// form of a handler would set off are silenced.
fn lower(function: &mut ImplItemFn) {
    function.attrs.push(parse_quote!(#[allow(
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::return_self_not_must_use,
        clippy::too_many_arguments,
        clippy::trivially_copy_pass_by_ref,
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "its parameters are given by the event and by the row"
    )]));
    let name = function.sig.ident.to_string();
    for input in &mut function.sig.inputs {
        let FnArg::Typed(param) = input else { continue };
        param.attrs.push(parse_quote!(#[allow(unused_variables)]));
        if let Some(path) = variant_pattern(param) {
            let called = format!("`{name}` was called with another event than `{}`", plain(path));
            let event = Ident::new("event", proc_macro2::Span::mixed_site());
            let pattern = std::mem::replace(&mut param.pat, parse_quote!(#event));
            let peel = parse_quote! {
                #[allow(irrefutable_let_patterns)]
                let #pattern = #event else { ::core::unreachable!(#called) };
            };
            function.block.stmts.insert(0, peel);
        }
    }
}

fn refuse_marks(attributes: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) {
    let marks = Marks::take(attributes, diagnostics);
    let mark = marks.of_rows_and_guards().or(marks.invariant.as_ref()).or(marks.nondeterminism_allowed.as_ref());
    if let Some(mark) = mark {
        diagnostics.error(
            mark,
            format!("`#[{}]` stands on something that is no function", plain(mark.path())),
            "rows, guards and invariants are functions",
            "move it to the function that it is about, or remove it",
        );
    }
}

impl Function {
    /// The names of the bindings that it takes.
    pub(crate) fn takes(&self, binding: &Ident) -> bool {
        self.params.list.iter().any(|param| matches!(param, Param::Binding { name: Some(name), .. } if name == binding))
    }
}
