//! The path of the `chronostack` crate in the user's crate, who may have renamed it.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Span, TokenStream};
use quote::quote;
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
