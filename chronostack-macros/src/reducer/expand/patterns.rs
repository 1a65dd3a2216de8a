//! Patterns over states in generated code.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::reducer::{expand::names::respan, functions::Function, machine::Machine, table::Cell};

/// The states of `cell`, nothing bound.
pub(super) fn states(machine: &Machine, cell: &Cell) -> TokenStream {
    if cell.rest {
        return quote!(_);
    }
    any_of(machine, cell.states.iter().map(|(state, _)| state))
}

/// Any of `names`, nothing bound.
pub(super) fn any_of<'a>(machine: &Machine, names: impl IntoIterator<Item = &'a Ident>) -> TokenStream {
    let patterns = names.into_iter().map(|name| variant(machine, name, &quote_spanned!(name.span()=> { .. })));
    quote!(#(#patterns)|*)
}

/// The state `name` with the bindings that `handler` takes, as that alternative of its row's pattern binds them.
pub(super) fn bindings(machine: &Machine, handler: &Function, name: &Ident, alternative: usize) -> TokenStream {
    let fields = handler.marks.transition.as_ref().and_then(|(_, row)| row.from.alternatives.get(alternative));
    let fields = fields.map(|alternative| alternative.fields.to_pattern(|binding| handler.takes(binding)));
    variant(machine, name, &fields.unwrap_or_else(|| quote!({ .. })))
}

/// The pattern of one variant. All of it but the fields' names stands at the place of the variant's name, so that rustc says
/// there what is wrong with it.
pub(super) fn variant(machine: &Machine, name: &Ident, fields: &TokenStream) -> TokenStream {
    let state = machine.state.to_token_stream();
    let path = respan(quote!(#state::), name.span());
    quote!(#path #name #fields)
}
