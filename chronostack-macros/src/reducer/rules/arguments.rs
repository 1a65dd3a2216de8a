//! Rules about the arguments of `#[reducer(..)]`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;

use crate::{
    diagnostics::Diagnostics,
    names::words,
    reducer::{args::Events, machine::Machine},
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    events_are_given(machine, diagnostics);
    stream_is_a_kind(machine, diagnostics);
    revision_is_a_number(machine, diagnostics);
    ignored_states_are_bare(machine, diagnostics);
}

/// The kind of the machine's streams: what is given, or the state's name in `snake_case`.
pub(crate) fn stream(machine: &Machine) -> String {
    match &machine.args.stream {
        Some(given) => given.value(),
        None => words(&machine.name.unraw().to_string()).join("_"),
    }
}

/// The `revision`, 0 where none is given.
pub(crate) fn revision(machine: &Machine) -> syn::Result<u32> {
    machine.args.revision.as_ref().map_or(Ok(0), syn::LitInt::base10_parse)
}

fn events_are_given(machine: &Machine, diagnostics: &mut Diagnostics) {
    if machine.args.events.is_none() && !machine.faulty {
        diagnostics.error(
            TokenStream::new(),
            "this reducer does not say which events it folds",
            "the set of its events needs a name",
            format!(
                "write `#[reducer(pub enum {0}Event)]` to have the set made out of the handlers' events, or \
                 `#[reducer(event = {0}Event)]` to take one that stands already",
                machine.name
            ),
        );
    }
}

fn stream_is_a_kind(machine: &Machine, diagnostics: &mut Diagnostics) {
    let Some(stream) = &machine.args.stream else { return };
    let value = stream.value();
    let what = if value.is_empty() {
        "the stream's kind is empty"
    } else if value.contains('/') {
        "the stream's kind holds a slash"
    } else if value.chars().any(char::is_control) {
        "the stream's kind holds a control character"
    } else {
        return;
    };
    diagnostics.error(
        stream,
        what,
        "a stream's name is its kind, a slash, and an id, as in `order/order-1`",
        "write a word or several with dots or dashes: `stream = \"order\"`",
    );
}

fn revision_is_a_number(machine: &Machine, diagnostics: &mut Diagnostics) {
    if revision(machine).is_err() {
        diagnostics.error(
            &machine.args.revision,
            "the revision is no number that fits",
            format!("it is stored with each snapshot, as a number from 0 to {}", u32::MAX),
            "write `revision = 1`, and raise it by one when logic outside of this impl changes",
        );
    }
}

fn ignored_states_are_bare(machine: &Machine, diagnostics: &mut Diagnostics) {
    for pair in &machine.args.ignored {
        for alternative in &pair.states.alternatives {
            if let Some(binding) = alternative.fields.bindings().next() {
                diagnostics.error(
                    binding,
                    "a pattern of `ignore(..)` binds nothing",
                    "no handler takes what it would bind",
                    "write the state's name alone, or `State { .. }`",
                );
            }
        }
    }
    if let Some(Events::Made { name, .. }) = &machine.args.events
        && machine.handlers.is_empty()
        && !machine.faulty
    {
        diagnostics.error(
            name,
            "this machine has no handler",
            "the set of events is made out of what the handlers take, and would be empty",
            "write a handler, such as `fn opened(&mut self, event: &Opened)` of a struct",
        );
    }
}
