//! The steps of `#[tracked]`, in order.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, ItemFn, ReturnType, ext::IdentExt};

use crate::{
    diagnostics::{Diagnostics, message},
    krate::private,
    tracked::{args::Args, checks::check},
};

/// What stands in place of the function: the same with another body, or it and all that is wrong with it.
pub(crate) fn run(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let args = Args::parse(arguments, &mut diagnostics);
    match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => {
            check(&function, &mut diagnostics);
            if diagnostics.is_empty() {
                return tracked(&args, &function);
            }
        }
        Err(_) => diagnostics.push(syn::Error::new(
            Span::call_site(),
            message(
                "#[tracked] stands on something that is no function with a body",
                "each call of an async function is a task",
                "put it on an `async fn`; of a trait's, on those of its impls",
            ),
        )),
    }
    let errors = diagnostics.into_tokens();
    quote!(#errors #item)
}

fn tracked(args: &Args, function: &ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, sig, block } = function;
    let ReturnType::Type(_, answer) = &sig.output else { return quote!(#function) };
    let private = private();
    let name = args.name.as_ref().map_or_else(|| sig.ident.unraw().to_string(), syn::LitStr::value);
    let body = match &args.stack {
        None => quote!(#private::tracked::<#answer>(#name, async move #block).await),
        // A handle of its own: the body may have the arguments.
        Some(stack) => {
            let own = Ident::new("stack", Span::mixed_site());
            quote! {
                let #own = <#private::ChronoStack as #private::core::clone::Clone>::clone(&(#stack));
                #private::tracked_in::<#answer>(&#own, #name, async move #block).await
            }
        }
    };
    quote!(#(#attrs)* #vis #sig { #body })
}
