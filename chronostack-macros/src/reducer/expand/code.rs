//! All that is generated beside the impl itself.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use crate::{
    krate,
    reducer::{
        args::Events,
        expand::{
            checks::checks, dispatch::Dispatch, event_enum::event_enum, invariants::check_invariants, names::as_state,
            patterns::any_of, spec::table_constant,
        },
        machine::Machine,
        rules,
        table::Table,
    },
};

/// The set of events, `impl Reducer`, and the checks that only the compiler can make.
pub(crate) fn machine(machine: &Machine, table: &Table, fingerprint: u128) -> TokenStream {
    let private = krate::private();
    let events = events_path(machine);
    let event_enum = event_enum(machine, table, &private);
    let table_constant = table_constant(machine, table, fingerprint, &private);
    let checks = checks(machine);
    let dispatch = Dispatch { machine, table, events: &events, private: &private };
    let (check, reduce) = (dispatch.check(), dispatch.reduce());
    let check_invariants = check_invariants(machine, &private);
    let (state, stream) = (&machine.state, rules::stream(machine));
    let names_exist = names_exist(machine);
    // What asks for `State` does so at the state's own place and in one form, which makes one error of its absence.
    let as_state = as_state(machine, &private);
    // So does what asks for the supertraits of `Reducer`.
    let reducer_impl = quote_spanned!(machine.name.span()=> impl #private::Reducer for #state);
    quote! {
        #event_enum
        const _: () = {
            #table_constant
            #checks

            #[automatically_derived]
            #[allow(
                irrefutable_let_patterns, unreachable_code, unreachable_patterns, unused_variables,
                clippy::all, clippy::pedantic, clippy::nursery
            )]
            #reducer_impl {
                type Event = #events;
                const STREAM: &'static str = #stream;
                #check
                #reduce
                #check_invariants
                #[inline]
                fn machine() -> &'static #private::MachineSpec {
                    #names_exist
                    static SPEC: #private::std::sync::OnceLock<#private::MachineSpec> = #private::std::sync::OnceLock::new();
                    SPEC.get_or_init(|| {
                        let initial = #as_state::variant_index(&#private::initial::<Self>());
                        TABLE.spec::<Self>(initial, #as_state::schema(), #as_state::CODEC, #as_state::sensitive_places())
                    })
                }
                #[inline]
                fn state_name(&self) -> &'static str {
                    #as_state::variant_name(self)
                }
            }
        };
    }
}

/// What stands in for all of that where something is wrong, so that code that uses the machine is not wrong too.
pub(crate) fn fallback(machine: &Machine, table: &Table) -> TokenStream {
    if machine.args.events.is_none() || table.columns.is_empty() {
        return TokenStream::new();
    }
    let private = krate::private();
    let events = events_path(machine);
    let event_enum = event_enum(machine, table, &private);
    let state = &machine.state;
    quote! {
        #event_enum
        #[automatically_derived]
        impl #private::Reducer for #state {
            type Event = #events;
            const STREAM: &'static str = "";
            fn check(&self, _: &Self::Event) -> #private::core::result::Result<(), #private::Rejection> {
                #private::core::unreachable!()
            }
            fn reduce(&mut self, _: &Self::Event, _: &#private::Meta) -> #private::Outcome {
                #private::core::unreachable!()
            }
            fn machine() -> &'static #private::MachineSpec {
                #private::core::unreachable!()
            }
        }
    }
}

fn events_path(machine: &Machine) -> TokenStream {
    match &machine.args.events {
        Some(Events::Made { name, .. }) => name.to_token_stream(),
        Some(Events::Standing(path)) => path.to_token_stream(),
        None => TokenStream::new(),
    }
}

/// Uses every name of a state where rustc looks it up, so that a misspelt target or group member is found like a misspelt
/// pattern: at its place, with what was probably meant.
fn names_exist(machine: &Machine) -> TokenStream {
    if !machine.is_enum {
        return TokenStream::new();
    }
    let names = any_of(machine, machine.state_names());
    quote! {
        let _ = |state: &Self| match state {
            #names => {}
            _ => {}
        };
    }
}
