//! The arms of `reduce` that call a handler.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::reducer::{
    expand::{
        names::{as_state, local, text},
        patterns::{bindings, states, variant},
    },
    functions::Function,
    machine::Machine,
    params::{Param, Pass, Taken},
    table::Cell,
};

/// Calls `handler` in the states of `cell`.
pub(super) struct Apply<'a> {
    pub(super) machine: &'a Machine,
    pub(super) handler: &'a Function,
    pub(super) cell: &'a Cell,
    pub(super) private: &'a TokenStream,
}

impl Apply<'_> {
    /// Whether the handler owns the state or parts of it, so that the state is matched by value.
    pub(super) fn moves(&self) -> bool {
        let mut bindings = self.handler.params.bindings();
        match self.handler.params.receiver {
            // Where any state fits, there is nothing to be told apart.
            Taken::Value => !self.cell.rest,
            _ => bindings.any(|(_, pass, _)| pass == Pass::Move),
        }
    }

    /// One arm a state, in a match on the state itself.
    pub(super) fn moving_arms(&self) -> TokenStream {
        let (function, state, arguments) = (self.handler.name(), local("state"), self.arguments());
        let arms = self.cell.states.iter().map(|(name, alternative)| {
            let (pattern, call) = if self.handler.params.receiver == Taken::Value {
                let pattern = variant(self.machine, name, &quote!({ .. }));
                (quote!(#state @ #pattern), quote!(Self::#function(#state, #arguments)))
            } else {
                (bindings(self.machine, self.handler, name, *alternative), quote!(Self::#function(#arguments)))
            };
            let body = self.body(&name_of(name), &quote!(*self = #call;));
            quote!(#pattern => #body,)
        });
        arms.collect()
    }

    /// The arm for all states, in a match on a reference to the state.
    pub(super) fn staying_arm(&self) -> TokenStream {
        let (function, next, arguments) = (self.handler.name(), local("next"), self.arguments());
        let before = match self.cell.states.as_slice() {
            [(only, _)] if !self.cell.rest => name_of(only),
            _ => {
                let as_state = as_state(self.machine, self.private);
                quote!(#as_state::variant_name(self))
            }
        };
        let private = self.private;
        let change = match self.handler.params.receiver {
            Taken::Mutable => quote!(Self::#function(self, #arguments);),
            Taken::Shared => quote!(let #next = Self::#function(self, #arguments); *self = #next;),
            Taken::Value => quote!(*self = Self::#function(#private::take(self), #arguments);),
            Taken::Bindings | Taken::Typed => quote!(let #next = Self::#function(#arguments); *self = #next;),
        };
        let pattern = if self.cell.rest || self.handler.params.receiver != Taken::Bindings {
            states(self.machine, self.cell)
        } else {
            let each = self.cell.states.iter().map(|(name, index)| bindings(self.machine, self.handler, name, *index));
            quote!(#(#each)|*)
        };
        let body = self.body(&before, &change);
        quote!(#pattern => #body,)
    }

    fn body(&self, before: &TokenStream, change: &TokenStream) -> TokenStream {
        let (private, from, as_state) = (self.private, local("from"), as_state(self.machine, self.private));
        let (name, between_variants) = (text(self.handler.name()), self.machine.is_enum);
        quote!({
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
        })
    }

    /// What the handler is called with. Bindings are owned where the state is moved, and borrowed from it elsewhere.
    fn arguments(&self) -> TokenStream {
        let moves = self.moves();
        let arguments = self.handler.params.list.iter().map(|param| match param {
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
}

/// The name of a state that is known, as data.
fn name_of(state: &Ident) -> TokenStream {
    text(state).to_token_stream()
}
