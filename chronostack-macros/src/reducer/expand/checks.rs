//! Checks that need what only the compiler knows: the variants of the state and of the set of events. They are constants
//! that panic, each at the place of the user's that it is about.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::reducer::{args::Events, machine::Machine};

pub(super) fn checks(machine: &Machine) -> TokenStream {
    let state = machine.name.span();
    let events = match &machine.args.events {
        Some(Events::Made { name, .. }) => name.span(),
        Some(Events::Standing(path)) => path.span(),
        None => Span::call_site(),
    };
    let kind = quote_spanned!(state=> const _: () = TABLE.check_kind(););
    let columns = quote_spanned!(events=> const _: () = TABLE.check_columns(););
    // A large machine has many pairs.
    let pairs = quote_spanned!(state=> #[allow(long_running_const_eval)] const _: () = {
        const STATES: usize = TABLE.states.len();
        TABLE.check_pairs::<{ TABLE.message_bytes::<STATES>() }, STATES>();
    };);
    let groups = machine
        .groups
        .iter()
        .enumerate()
        .map(|(index, (name, _))| quote_spanned!(name.span()=> const _: () = TABLE.check_group(#index);));
    let groups: TokenStream = groups.collect();
    quote_spanned!(Span::call_site()=> #kind #columns #groups #pairs)
}
