//! How names stand in generated code.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

use crate::reducer::machine::Machine;

/// A name as data: without `r#`.
pub(super) fn text(name: &Ident) -> String {
    name.unraw().to_string()
}

/// A local variable of generated code, which nothing of the user's can mean.
pub(super) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// `&["Open", "Void"]`
pub(super) fn texts<'a>(names: impl IntoIterator<Item = &'a Ident>) -> TokenStream {
    let names = names.into_iter().map(text);
    quote!(&[#(#names),*])
}

/// `<Order as State>`, at the place of the state's name.
pub(super) fn as_state(machine: &Machine, private: &TokenStream) -> TokenStream {
    let state = machine.state.to_token_stream();
    respan(quote!(<#state as #private::State>), machine.name.span())
}

/// `tokens`, all of them at `span`.
pub(super) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut tree| {
        if let TokenTree::Group(group) = &tree {
            tree = Group::new(group.delimiter(), respan(group.stream(), span)).into();
        }
        tree.set_span(span);
        tree
    });
    respanned.collect()
}
