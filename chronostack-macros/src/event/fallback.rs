//! What stands in for an event type that cannot be one, so that the code that uses it raises no errors of its own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, ext::IdentExt};

use crate::{
    diagnostics::Diagnostics,
    event::{
        expand::event_type,
        keys::{Defaults, EventKeys},
    },
    names,
};

/// An `impl Event` that compiles for any type, and never runs, for an error is reported beside it.
pub(crate) fn expand(input: &DeriveInput, private: &TokenStream) -> TokenStream {
    let ident = &input.ident;
    let mut generics = input.generics.clone();
    let (_, type_generics, _) = input.generics.split_for_impl();
    let core = quote!(#private::core);
    let name = names::dotted(&ident.unraw().to_string());
    let defaults = Defaults { name, place: ident.span(), json: false };
    // What is wrong with its keys is not worth an error of its own here.
    let keys = EventKeys::of_struct(&[], &defaults, &mut Diagnostics::default());
    let event_type = event_type(&keys, &quote!(()), private);
    // Under a `for`, a bound that does not hold is no error.
    generics.make_where_clause().predicates.push(syn::parse_quote! {
        for<'any> Self: #core::clone::Clone + #core::fmt::Debug + #core::marker::Send + #core::marker::Sync + 'static
    });
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Event for #ident #type_generics #where_clause {
            const TYPES: &'static [#private::EventType] = &[#event_type];
            fn type_index(&self) -> usize {
                0
            }
            fn encode(&self, _: &mut #private::std::vec::Vec<u8>) -> #core::result::Result<(), #private::EncodeError> {
                #core::unreachable!()
            }
            fn decode(
                _: usize,
                _: u32,
                _: #private::Codec,
                _: &[u8],
            ) -> #core::result::Result<Self, #private::DecodeError> {
                #core::unreachable!()
            }
        }
    }
}
