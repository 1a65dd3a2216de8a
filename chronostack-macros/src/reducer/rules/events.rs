//! Rules about the events that the functions name.

use std::collections::BTreeMap;

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        args::Events,
        event_ref::{EventRef, plain},
        machine::Machine,
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    if let Some(Events::Made { name, .. }) = &machine.args.events {
        variants_have_names_of_their_own(machine, diagnostics);
        for function in machine.handlers.iter().chain(&machine.guards) {
            if let EventRef::Variant { path, .. } = &function.event {
                diagnostics.error(
                    path,
                    format!("`{}` takes a variant of a set that stands already", function.name()),
                    format!("`enum {name}` makes the set, out of event types of their own"),
                    "take a type by `event: &TheEvent`, or fold the set that stands by `#[reducer(event = TheSet)]`",
                );
            }
        }
    }
}

/// The variants of the set that is made are named as the types that they wrap.
fn variants_have_names_of_their_own(machine: &Machine, diagnostics: &mut Diagnostics) {
    let mut by_name: BTreeMap<String, EventRef> = BTreeMap::new();
    let handled = machine.handlers.iter().map(|handler| handler.event.clone());
    for event in handled.chain(machine.ignored_events()) {
        let name = event.name().to_string();
        match by_name.get(&name) {
            Some(known) if known.key() != event.key() => {
                let EventRef::Type(path) = &event else { continue };
                diagnostics.error(
                    path,
                    format!("two event types would be the variant `{name}`: `{}` and `{}`", plain(known), plain(path)),
                    "a variant of the set that is made has the name of the type that it wraps",
                    "write the same path in both places if they are one type; otherwise rename one, \
                     or write the enum yourself and name it by `event = ..`",
                );
            }
            Some(_) => {}
            None => {
                by_name.insert(name, event);
            }
        }
    }
}
