//! `check_invariants`: each is asked, in the order of writing.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{ReturnType, spanned::Spanned};

use crate::reducer::{expand::names::text, functions::Invariant, machine::Machine};

/// Nothing where there are none, for that is what the trait does by itself.
pub(super) fn check_invariants(machine: &Machine, private: &TokenStream) -> TokenStream {
    if machine.invariants.is_empty() {
        return TokenStream::new();
    }
    let asked = machine.invariants.iter().map(|invariant| ask(invariant, private));
    quote! {
        fn check_invariants(&self) -> #private::core::result::Result<(), #private::BrokenInvariant> {
            #(#asked)*
            #private::core::result::Result::Ok(())
        }
    }
}

fn ask(invariant: &Invariant, private: &TokenStream) -> TokenStream {
    let (function, name) = (invariant.name(), text(invariant.name()));
    // At the place of the type, for it may be no answer.
    let place = match &invariant.source.sig.output {
        ReturnType::Type(_, ty) => ty.span(),
        ReturnType::Default => function.span(),
    };
    // `self` is that of this function, which one from another place would not be.
    let this = quote!(self);
    let answer = quote_spanned!(place=> #private::BrokenInvariant::unless(#name, Self::#function(#this)));
    quote!(#answer?;)
}
