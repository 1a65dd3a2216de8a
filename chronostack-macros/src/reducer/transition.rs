//! The row that `#[transition(From => To)]` gives a handler.

use syn::{
    Ident, Token,
    parse::{Parse, ParseStream},
};

use crate::{
    diagnostics::message,
    reducer::pattern::{StatePattern, state_names},
};

/// `Open { customer, .. } => Open | Settled`.
pub(crate) struct Transition {
    pub(crate) from: StatePattern,
    pub(crate) to: Vec<Ident>,
}

impl Parse for Transition {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let incomplete = |what: &str| {
            let fix = "write `#[transition(From => To)]`, as in `#[transition(Draft | Open { .. } => Void)]`";
            message(what, "a row leads from states to states, which is what is checked and drawn", fix)
        };
        if input.is_empty() {
            return Err(syn::Error::new(input.span(), incomplete("this transition is empty")));
        }
        let from: StatePattern = input.parse()?;
        if !input.peek(Token![=>]) {
            return Err(syn::Error::new(input.span(), incomplete("expected `=>` and the states it leads to")));
        }
        input.parse::<Token![=>]>()?;
        if input.is_empty() {
            return Err(syn::Error::new(input.span(), incomplete("expected the states it leads to behind `=>`")));
        }
        let to = state_names(input, "a transition's target")?;
        if !input.is_empty() {
            return Err(syn::Error::new(
                input.span(),
                incomplete("expected the end of the transition, or `|` and another target"),
            ));
        }
        Ok(Self { from, to })
    }
}
