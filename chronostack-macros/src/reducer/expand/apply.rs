//! The arm of `reduce` that calls a handler.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::reducer::{
    expand::{
        names::{as_state, local, text},
        patterns::{bindings, states},
    },
    functions::Function,
    machine::Machine,
    params::{Param, Pass, Taken},
    table::Cell,
};

/// The pattern and the body of the arm that calls `handler` for the states of `cell`.
pub(super) fn apply(
    machine: &Machine,
    handler: &Function,
    cell: &Cell,
    private: &TokenStream,
) -> (TokenStream, TokenStream) {
    let (from, as_state) = (local("from"), as_state(machine, private));
    let (name, between_variants) = (text(handler.name()), machine.is_enum);
    let before = match cell.states.as_slice() {
        [(only, _)] if !cell.rest => {
            let only = text(only);
            quote!(#only)
        }
        _ => quote!(#as_state::variant_name(self)),
    };
    let (pattern, change) = change(machine, handler, cell, private);
    let body = quote!({
        let #from = #before;
        #change
        #private::Outcome::Applied {
            transition: #private::Transition {
                handler: #name,
                from: #from,
                to: #as_state::variant_name(self),
                between_variants: #between_variants,
            },
        }
    });
    (pattern, body)
}

/// The pattern of the arm, and the statements that change the state.
fn change(machine: &Machine, handler: &Function, cell: &Cell, private: &TokenStream) -> (TokenStream, TokenStream) {
    let (function, next) = (handler.name(), local("next"));
    let moves = handler.params.bindings().any(|(_, pass, _)| pass == Pass::Move);
    let arguments = arguments(handler, moves);
    let fits = states(machine, cell);
    match handler.params.receiver {
        Taken::Mutable => (fits, quote!(Self::#function(self, #arguments);)),
        Taken::Shared => (fits, quote!(let #next = Self::#function(self, #arguments); *self = #next;)),
        Taken::Value => (fits, quote!(let #next = Self::#function(#private::take(self), #arguments); *self = #next;)),
        Taken::Bindings | Taken::Typed => {
            let bound = bindings(machine, handler, cell);
            if !moves {
                return (bound, quote!(let #next = Self::#function(#arguments); *self = #next;));
            }
            // Only now, when the pattern is known to fit, is the state moved.
            let change = quote! {
                let #bound = #private::take(self) else { #private::core::unreachable!() };
                *self = Self::#function(#arguments);
            };
            (fits, change)
        }
    }
}

/// What the handler is called with, where bindings are owned (`moves`) or borrowed from the state.
fn arguments(handler: &Function, moves: bool) -> TokenStream {
    let arguments = handler.params.list.iter().map(|param| match param {
        Param::Event { .. } => local("inner").into_token_stream(),
        Param::Meta { .. } => local("meta").into_token_stream(),
        Param::Binding { name, pass, .. } => match (pass, moves) {
            (Pass::Borrow, true) => quote!(&#name),
            (Pass::Copy, false) => quote!(*#name),
            _ => quote!(#name),
        },
    });
    quote!(#(#arguments),*)
}
