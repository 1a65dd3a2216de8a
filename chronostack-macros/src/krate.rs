//! The path of the `chronostack` crate in the user's crate, who may have renamed it.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Ident;

/// The hidden module through which all generated code reaches the runtime.
pub(crate) fn private() -> TokenStream {
    match crate_name("chronostack") {
        // `FoundCrate::Itself` is ChronoStack's own tests and docs, where `extern crate self as chronostack` holds.
        Ok(FoundCrate::Itself) | Err(_) => quote!(::chronostack::__private),
        Ok(FoundCrate::Name(name)) => {
            let name = Ident::new(&name, Span::call_site());
            quote!(::#name::__private)
        }
    }
}

/// `tokens` as if they stood at `place`, so that an error about them points there. They stay the macro's: lints of the
/// user's do not look at them.
pub(crate) fn at(place: Span, tokens: &TokenStream) -> TokenStream {
    let place = place.resolved_at(Span::call_site());
    let respan = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), at(place, &group.stream())).into();
        }
        token.set_span(place);
        token
    };
    tokens.clone().into_iter().map(respan).collect()
}

/// A call of `function` that stands at `place` for errors about it.
pub(crate) fn call(place: &impl ToTokens, function: &TokenStream, arguments: &TokenStream) -> TokenStream {
    let spans: Vec<Span> = place.to_token_stream().into_iter().map(|token| token.span()).collect();
    let first = spans.first().copied().unwrap_or_else(Span::call_site);
    // The compiler joins the spans from the first token of a call to its last.
    let function = at(first, function);
    let arguments = at(spans.last().copied().unwrap_or(first), &quote!((#arguments)));
    quote!(#function #arguments)
}
