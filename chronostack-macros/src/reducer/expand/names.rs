//! How names stand in generated code.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

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

/// A pattern out of alternatives.
pub(super) fn any_of(patterns: impl IntoIterator<Item = impl ToTokens>) -> TokenStream {
    let patterns = patterns.into_iter();
    quote!(#(#patterns)|*)
}
