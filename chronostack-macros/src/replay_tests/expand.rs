//! The module of tests.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    diagnostics::Diagnostics,
    krate,
    replay_tests::{
        folder::{History, histories},
        input::Input,
    },
};

/// The laws: functions of `chronostack::testing::laws`, each a test.
const LAWS: [&str; 15] = [
    "sealed_payloads_are_read_as_ever",
    "the_schemas_equal_the_lock",
    "recorded_histories_end_as_locked",
    "replaying_twice_gives_equal_states",
    "recorded_fingerprints_are_reproduced",
    "a_snapshot_and_the_tail_equal_a_full_replay",
    "states_survive_serialization",
    "events_survive_serialization",
    "every_state_can_be_reached",
    "dead_ends_are_terminal",
    "every_state_can_come_to_an_end",
    "transitions_lead_where_they_say",
    "invariants_hold",
    "random_legal_histories_keep_the_laws",
    "reachable_states_keep_the_laws",
];

pub(crate) fn replay_tests(input: &Input) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let histories = histories(&input.folder, &mut diagnostics);
    let errors = diagnostics.into_tokens();

    let private = krate::private();
    let Input { machine, module, folder } = input;
    let entries = histories.iter().map(|history| entry(&private, folder, history));
    let replays = histories.iter().enumerate().map(|(index, history)| replay(&private, machine, index, history));
    let laws = LAWS.map(|law| {
        let law = Ident::new(law, Span::call_site());
        quote! {
            #[::core::prelude::v1::test]
            fn #law() {
                #private::testing::laws::#law(&suite());
            }
        }
    });
    quote! {
        #errors

        #[cfg(test)]
        mod #module {
            #[allow(unused_imports, clippy::wildcard_imports, reason = "the machine is named as its module does")]
            use super::*;

            fn suite() -> #private::testing::Suite<#machine> {
                #[allow(unused_imports, reason = "it answers where the machine has no equality of its own")]
                use #private::testing::NoEquality as _;
                #private::testing::Suite {
                    package: ::core::env!("CARGO_MANIFEST_DIR"),
                    folder: #folder,
                    caller: ::core::file!(),
                    histories: &[#(#entries),*],
                    equal: #private::testing::Equality::<#machine>::NEW.of_states(),
                }
            }

            #(#replays)*

            #[::core::prelude::v1::test]
            fn every_history_has_a_test() {
                suite().assert_complete();
            }

            #(#laws)*

            #[::core::prelude::v1::test]
            fn replaying_in_another_process_gives_equal_states() {
                let test = ::core::concat!(
                    ::core::module_path!(),
                    "::replaying_in_another_process_gives_equal_states"
                );
                #private::testing::laws::replaying_in_another_process_gives_equal_states(&suite(), test);
            }
        }
    }
}

fn entry(private: &TokenStream, folder: &syn::LitStr, history: &History) -> TokenStream {
    let name = &history.name;
    let file = format!("/{}/{name}.jsonl", folder.value());
    quote! {
        #private::testing::RecordedHistory {
            name: #name,
            text: ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #file)),
        }
    }
}

/// insta's macro is expanded in the user's crate, for by that it finds the workspace.
fn replay(private: &TokenStream, machine: &syn::Type, index: usize, history: &History) -> TokenStream {
    let History { name, test } = history;
    quote! {
        #[::core::prelude::v1::test]
        fn #test() {
            let suite: #private::testing::Suite<#machine> = suite();
            let story = suite.replay(#index);
            suite.snapshot_settings().bind(|| #private::insta::assert_snapshot!(#name, story));
        }
    }
}
