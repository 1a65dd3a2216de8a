//! The steps of `#[reducer(..)]`, in order.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ItemImpl;

use crate::{
    diagnostics::{Diagnostics, message},
    reducer::{
        args::Args, expand, fingerprint::fingerprint, functions::Functions, machine::Machine, rules, table::Table,
    },
};

/// What stands in place of the impl: it and all that is generated, or it and all that is wrong with it.
pub(crate) fn run(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let fingerprint = fingerprint(arguments.clone(), item.clone());

    let args = Args::parse(arguments, &mut diagnostics);
    let mut item = match syn::parse2::<ItemImpl>(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            // What does not parse at all is left to the compiler, whose message is better.
            let error = if is_impl(item) { error } else { no_impl(item) };
            diagnostics.push(error);
            let errors = diagnostics.into_tokens();
            return quote!(#errors #item);
        }
    };
    let functions = Functions::take(&mut item, &mut diagnostics);
    let Some(name) = rules::state_name(&item, &mut diagnostics) else {
        let errors = diagnostics.into_tokens();
        return quote!(#errors #item);
    };

    let machine = Machine::new(args, functions, &item, name, &mut diagnostics);
    let table = Table::resolve(&machine, &mut diagnostics);

    rules::check(&machine, &mut diagnostics);

    let generated = if diagnostics.is_empty() {
        expand::machine(&machine, &table, fingerprint)
    } else {
        expand::fallback(&machine, &table)
    };
    let errors = diagnostics.into_tokens();
    quote!(#errors #item #generated)
}

fn is_impl(item: &TokenStream) -> bool {
    item.clone().into_iter().any(|tree| matches!(tree, proc_macro2::TokenTree::Ident(word) if word == "impl"))
}

fn no_impl(item: &TokenStream) -> syn::Error {
    let start: TokenStream =
        item.clone().into_iter().take_while(|tree| !matches!(tree, proc_macro2::TokenTree::Group(_))).collect();
    syn::Error::new_spanned(
        start.to_token_stream(),
        message(
            "`#[reducer]` stands on something that is no impl",
            "its handlers are functions of the state's impl",
            "move it to `impl State { .. }`; the state itself has `#[derive(State)]`",
        ),
    )
}
