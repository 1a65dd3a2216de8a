//! The set of events that `enum Name` makes.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Path;

use crate::reducer::{
    args::Events,
    event_ref::{EventRef, plain},
    machine::Machine,
    table::Table,
};

/// The enum, if one is to be made. `derive(Event)` gives it all but equality.
pub(super) fn event_enum(machine: &Machine, table: &Table, private: &TokenStream) -> TokenStream {
    let Some(Events::Made { visibility, name }) = &machine.args.events else { return TokenStream::new() };
    let (variants, types) = variants(table);
    if variants.is_empty() {
        return TokenStream::new();
    }
    let docs = types.iter().map(|path| format!("`{}`.", plain(path)));
    let doc = format!("The events of `{}`.", machine.name);
    let given = ["Event", "Clone", "Debug"];
    let derives = machine.args.derives.iter().filter(|path| !given.iter().any(|given| is_last(path, given)));
    let equality = (!machine.args.derives.iter().any(|path| is_last(path, "PartialEq")))
        .then(|| equality(name, &variants, private));
    quote! {
        #[doc = #doc]
        #[derive(#private::Event, #private::core::clone::Clone, #private::core::fmt::Debug #(, #derives)*)]
        #[allow(clippy::enum_variant_names, clippy::large_enum_variant, reason = "its variants are the event types, as they are")]
        #visibility enum #name {
            #(#[doc = #docs] #variants(#types),)*
        }
        #equality
    }
}

/// Each variant and the type that it wraps. What could be none is left out; it was reported.
fn variants(table: &Table) -> (Vec<Ident>, Vec<&Path>) {
    let mut variants = (Vec::new(), Vec::new());
    for column in &table.columns {
        let name = column.event.name();
        if let EventRef::Type(path) = &column.event
            && !variants.0.contains(&name)
        {
            variants.0.push(name);
            variants.1.push(path);
        }
    }
    variants
}

/// Events are equal by their own `PartialEq`; those without one, by what would be recorded.
fn equality(name: &Ident, variants: &[Ident], private: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #private::core::cmp::PartialEq for #name {
            #[allow(unreachable_patterns, unused_imports, clippy::all, clippy::pedantic)]
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                use #private::{NoEvent as _, SameByEq as _, SameByPayload as _};
                match (self, other) {
                    #((Self::#variants(a), Self::#variants(b)) => (&&#private::Pair(a, b)).same(),)*
                    _ => false,
                }
            }
        }
    }
}

fn is_last(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}
