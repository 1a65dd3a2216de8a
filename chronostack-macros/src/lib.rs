//! The macros of ChronoStack. Use them through the `chronostack` crate, which documents them.
//!
//! Each macro is a pipeline: parse → model → check → expand. Errors of all steps are collected and reported together
//! (`diagnostics`), and the impl is emitted all the same, so that one mistake does not raise ten.

mod diagnostics;
mod krate;

use proc_macro::TokenStream;

/// One event type (a struct) or a set of them (an enum).
#[proc_macro_derive(Event, attributes(event, schema))]
pub fn derive_event(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// The shape of a type on the wire.
#[proc_macro_derive(Schema, attributes(schema))]
pub fn derive_schema(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// A state's variants and its shape.
#[proc_macro_derive(State, attributes(state, schema))]
pub fn derive_state(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}
