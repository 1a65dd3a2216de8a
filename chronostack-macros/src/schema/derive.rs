//! The entry point.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::{
    diagnostics::Diagnostics,
    krate,
    schema::{
        checks::check,
        expand::expand,
        model::{Owner, Wire},
    },
};

/// Expands `#[derive(Schema)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Diagnostics::default();
    let wire = Wire::read(input, Owner::Nested, false, &mut errors);
    check(&wire, &mut errors);
    let schema = expand(&wire, errors.is_empty(), &krate::private());
    let errors = errors.into_tokens();
    quote!(#errors #schema)
}
