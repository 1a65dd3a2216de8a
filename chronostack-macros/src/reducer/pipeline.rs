//! The steps of `#[reducer(..)]`, in order.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::{Item, ItemImpl};

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
            diagnostics.push(no_impl(item).unwrap_or(error));
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

/// What to say about an item that is no impl; of an impl that does not parse, syn says what is wrong.
fn no_impl(item: &TokenStream) -> Option<syn::Error> {
    syn::parse2::<Item>(item.clone()).ok()?;
    let is_body = |tree: &TokenTree| matches!(tree, TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket);
    let start: TokenStream = item.clone().into_iter().take_while(|tree| !is_body(tree)).collect();
    Some(syn::Error::new_spanned(
        start,
        message(
            "`#[reducer]` stands on something that is no impl",
            "its handlers are functions of the state's impl",
            "move it to `impl State { .. }`; the state itself has `#[derive(State)]`",
        ),
    ))
}
