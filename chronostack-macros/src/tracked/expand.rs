//! The steps of `#[tracked]`, in order.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Ident, ItemFn, PatIdent, ReturnType, Type,
    ext::IdentExt,
    spanned::Spanned,
    visit::{self, Visit},
};

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
            check(&args, &function, &mut diagnostics);
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
    let ItemFn { attrs, vis, sig, .. } = function;
    let ReturnType::Type(_, answer) = &sig.output else { return quote!(#function) };
    let private = private();
    let name = args.name.as_ref().map_or_else(|| sig.ident.unraw().to_string(), syn::LitStr::value);
    let records = if args.record_result { "Recorded" } else { "Left" };
    let records = Ident::new(records, answer.span());
    let (retry, work) = (retry(args), work(args, function, answer));
    let call = |place: TokenStream, run: TokenStream| quote!(#private::#run::<#answer, #private::#records, _>(#place #name, #retry, #work).await);
    let body = match &args.stack {
        None => call(quote!(), quote!(tracked)),
        // A handle of its own: the body may have the arguments.
        Some(stack) => {
            let own = Ident::new("stack", Span::mixed_site());
            let call = call(quote!(&#own,), quote!(tracked_in));
            quote! {
                let #own = <#private::ChronoStack as #private::core::clone::Clone>::clone(&(#stack));
                #call
            }
        }
    };
    // What an attempt changes of its arguments, it changes of its own.
    let allowed = args.retries.map(|_| quote!(#[allow(unused_mut)]));
    quote!(#(#attrs)* #allowed #vis #sig { #body })
}

/// When it is tried again.
fn retry(args: &Args) -> TokenStream {
    let private = private();
    let attempts = args.retries.unwrap_or(0) + 1;
    let backoff = args.backoff.map(|waits| {
        let [first, longest] = [waits.0, waits.1].map(|wait| u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX));
        let duration = quote!(#private::core::time::Duration::from_nanos);
        quote!(.exponential(#duration(#first), #duration(#longest)))
    });
    quote!(#private::Retry::attempts(#attempts) #backoff)
}

/// What makes the future of each attempt.
fn work(args: &Args, function: &ItemFn, answer: &Type) -> TokenStream {
    let ItemFn { sig, block, .. } = function;
    let private = private();
    let attempt = quote!(#private::attempt::<#answer, _>(async move #block));
    if args.retries.is_none() {
        return quote!(#private::once(#attempt));
    }
    let mut bindings = Bindings::default();
    sig.inputs.iter().for_each(|input| bindings.visit_fn_arg(input));
    let clones = bindings.0.iter().map(|PatIdent { mutability, ident, .. }| {
        quote_spanned!(ident.span()=> let #mutability #ident = #private::again(&#ident);)
    });
    quote!(move |_| { #(#clones)* #attempt })
}

/// The names that arguments are bound to.
#[derive(Default)]
struct Bindings<'a>(Vec<&'a PatIdent>);

impl<'a> Visit<'a> for Bindings<'a> {
    fn visit_pat_ident(&mut self, pattern: &'a PatIdent) {
        self.0.push(pattern);
        visit::visit_pat_ident(self, pattern);
    }

    // What stands in types binds nothing.
    fn visit_type(&mut self, _: &'a Type) {}
}
