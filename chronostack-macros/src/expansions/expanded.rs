//! How the snapshots are made.

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// The expansion, nearly as rustfmt would write it, with `private` for the path of the hidden module.
pub(super) fn expanded(derive: fn(&DeriveInput) -> TokenStream, input: &str) -> String {
    let input = syn::parse_str(input).expect("the input is an item");
    let expansion = derive(&input).to_string().replace(":: chronostack :: __private", "private");
    prettyplease::unparse(&syn::parse_str(&expansion).expect("the expansion is a file"))
}
