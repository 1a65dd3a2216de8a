//! `check` and `reduce`: one match over the events, in each arm one over the states.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::reducer::{
    args::{Events, Otherwise},
    event_ref::EventRef,
    expand::names::{any_of, local, text},
    functions::Function,
    machine::Machine,
    params::{Param, Pass, Taken},
    table::{Cell, Column, Row, Table},
};

pub(super) struct Dispatch<'a> {
    pub(super) machine: &'a Machine,
    pub(super) table: &'a Table,
    pub(super) private: &'a TokenStream,
}

impl Dispatch<'_> {
    pub(super) fn reduce(&self) -> TokenStream {
        let private = self.private;
        let (event, meta) = (local("event"), local("meta"));
        let body = self.by_event(&event, |column| self.reduce_column(column), &self.outcome_otherwise());
        quote! {
            #[inline]
            fn reduce(&mut self, #event: &Self::Event, #meta: &#private::Meta) -> #private::Outcome {
                #body
            }
        }
    }

    pub(super) fn check(&self) -> TokenStream {
        let private = self.private;
        let event = local("event");
        let body = self.by_event(&event, |column| self.check_column(column), &self.check_otherwise());
        quote! {
            fn check(&self, #event: &Self::Event) -> #private::core::result::Result<(), #private::Rejection> {
                #body
            }
        }
    }

    /// Tells the events apart; in each arm, `inner` is what the column's functions take.
    fn by_event(&self, event: &Ident, arm: impl Fn(&Column) -> TokenStream, otherwise: &TokenStream) -> TokenStream {
        let private = self.private;
        let inner = local("inner");
        if let Some(Events::Made { name, .. }) = &self.machine.args.events {
            let arms = self.table.columns.iter().map(|column| {
                let (variant, body) = (column.event.name(), arm(column));
                quote!(#name::#variant(#inner) => { #body })
            });
            return quote!(match #event { #(#arms)* });
        }
        let branches = self.table.columns.iter().map(|column| {
            let body = arm(column);
            match &column.event {
                EventRef::Type(path) => {
                    // At the type's own place, for it may be none of the set.
                    let peeled = quote_spanned!(path.span()=> <Self::Event as #private::Wraps<#path>>::peel(#event));
                    quote!(if let #private::core::option::Option::Some(#inner) = #peeled { #body })
                }
                EventRef::Variant { path, .. } => quote! {
                    if let #path { .. } = #event { let #inner = #event; #body }
                },
            }
        });
        quote!(#(#branches else)* { #otherwise })
    }

    fn reduce_column(&self, column: &Column) -> TokenStream {
        let private = self.private;
        by_state(column, &quote!(&*self), &self.outcome_otherwise(), |cell| match cell.row {
            Row::Handle(index) => self.apply(&self.machine.handlers[index], cell),
            Row::Ignore(_) => (pattern(cell), quote!(#private::Outcome::Ignored)),
        })
    }

    fn check_column(&self, column: &Column) -> TokenStream {
        let (private, event) = (self.private, local("event"));
        let legal = by_state(column, &quote!(self), &self.check_otherwise(), |cell| {
            let answer = match cell.row {
                Row::Ignore(_) => quote!(return #private::core::result::Result::Ok(())),
                Row::Handle(index) => {
                    let handler = &self.machine.handlers[index];
                    let name = text(handler.name());
                    let retired =
                        quote!({ return #private::core::result::Result::Err(#private::retired(self, #event, #name)) });
                    handler.marks.retired.as_ref().map_or_else(|| quote!({}), |_| retired)
                }
            };
            (pattern(cell), answer)
        });
        let inner = local("inner");
        let guards = self.machine.guards.iter().filter(|guard| guard.event.key() == column.event.key());
        let guards = guards.map(|guard| {
            let (function, name) = (guard.name(), text(guard.name()));
            quote!(#private::guard(self, #event, #name, Self::#function(self, #inner))?;)
        });
        quote!(#legal #(#guards)* #private::core::result::Result::Ok(()))
    }

    /// The arm that calls `handler` for the states of `cell`.
    fn apply(&self, handler: &Function, cell: &Cell) -> (TokenStream, TokenStream) {
        let private = self.private;
        let (name, function) = (text(handler.name()), handler.name());
        let (inner, meta, from, next) = (local("inner"), local("meta"), local("from"), local("next"));
        let moves = handler.params.bindings().any(|(_, pass, _)| pass == Pass::Move);
        let arguments = handler.params.list.iter().map(|param| match param {
            Param::Event { .. } => quote!(#inner),
            Param::Meta { .. } => quote!(#meta),
            Param::Binding { name, pass: Pass::Borrow, .. } if moves => quote!(&#name),
            Param::Binding { name, pass: Pass::Copy, .. } if !moves => quote!(*#name),
            Param::Binding { name, .. } => quote!(#name),
        });
        let arguments = quote!(#(#arguments),*);
        let bound = bound_pattern(handler, cell);
        let (pattern, change) = match handler.params.receiver {
            Taken::Mutable => (pattern(cell), quote!(Self::#function(self, #arguments);)),
            Taken::Value => {
                (pattern(cell), quote!(let #next = Self::#function(#private::take(self), #arguments); *self = #next;))
            }
            Taken::Shared => (pattern(cell), quote!(let #next = Self::#function(self, #arguments); *self = #next;)),
            // Only now, when the pattern is known to fit, is the state moved.
            Taken::Bindings | Taken::Typed if moves => (
                pattern(cell),
                quote! {
                    let #bound = #private::take(self) else { #private::core::unreachable!() };
                    *self = Self::#function(#arguments);
                },
            ),
            Taken::Bindings | Taken::Typed => (bound, quote!(let #next = Self::#function(#arguments); *self = #next;)),
        };
        let before = match cell.states.as_slice() {
            [(only, _)] if !cell.rest => {
                let only = text(only);
                quote!(#only)
            }
            _ => quote!(#private::State::variant_name(self)),
        };
        let between_variants = self.machine.is_enum;
        let body = quote!({
            let #from = #before;
            #change
            #private::Outcome::Applied {
                transition: #private::Transition {
                    handler: #name,
                    from: #from,
                    to: #private::State::variant_name(self),
                    between_variants: #between_variants,
                },
            }
        });
        (pattern, body)
    }

    fn outcome_otherwise(&self) -> TokenStream {
        let private = self.private;
        match self.machine.args.otherwise {
            Some(Otherwise::Ignore) => quote!(#private::Outcome::Ignored),
            // Without `otherwise` there is no such pair, which is checked where all states and events are known.
            Some(Otherwise::Reject) | None => quote!(#private::Outcome::Rejected),
        }
    }

    fn check_otherwise(&self) -> TokenStream {
        let (private, event) = (self.private, local("event"));
        match self.machine.args.otherwise {
            Some(Otherwise::Ignore) => quote!(return #private::core::result::Result::Ok(())),
            Some(Otherwise::Reject) | None => {
                quote!(return #private::core::result::Result::Err(#private::no_transition(self, #event)))
            }
        }
    }
}

/// Tells the states apart.
fn by_state(
    column: &Column,
    state: &TokenStream,
    otherwise: &TokenStream,
    arm: impl Fn(&Cell) -> (TokenStream, TokenStream),
) -> TokenStream {
    // `_` last, for it would hide what stands behind it.
    let named = column.cells.iter().filter(|cell| !cell.rest);
    let rest = column.cells.iter().find(|cell| cell.rest);
    let (patterns, bodies): (Vec<_>, Vec<_>) = named.chain(rest).map(arm).unzip();
    let otherwise = rest.is_none().then(|| quote!(_ => { #otherwise }));
    quote! {
        match #state {
            #(#patterns => #bodies,)*
            #otherwise
        }
    }
}

/// The states of `cell`, nothing bound.
fn pattern(cell: &Cell) -> TokenStream {
    if cell.rest {
        return quote!(_);
    }
    any_of(cell.states.iter().map(|(state, _)| quote!(Self::#state { .. })))
}

/// The states of `cell` with the bindings that `handler` takes, each as its alternative of the row's pattern binds it.
fn bound_pattern(handler: &Function, cell: &Cell) -> TokenStream {
    let Some((_, row)) = handler.marks.transition.as_ref().filter(|_| !cell.rest) else { return quote!(_) };
    let states = any_of(cell.states.iter().map(|(state, alternative)| {
        let fields = row.from.alternatives[*alternative].fields.to_pattern(|binding| handler.takes(binding));
        quote!(Self::#state #fields)
    }));
    quote!((#states))
}
