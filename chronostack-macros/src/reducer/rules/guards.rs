//! Rules about guards.

use quote::ToTokens;
use syn::ReturnType;

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        functions::Function,
        machine::Machine,
        params::{Param, Taken, returns_nothing},
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    for guard in &machine.guards {
        is_no_row(guard, diagnostics);
        looks_at_state_and_event(guard, diagnostics);
        answers(guard, diagnostics);
        is_asked(machine, guard, diagnostics);
    }
}

fn is_no_row(guard: &Function, diagnostics: &mut Diagnostics) {
    let transition = guard.marks.transition.as_ref().map(|(attribute, _)| attribute);
    if let Some(other) = transition.or(guard.marks.retired.as_ref()) {
        diagnostics.error(
            other,
            format!("`{}` is a guard and a row at once", guard.name()),
            "a guard says whether an event may happen; a row says what it changes",
            "write two functions",
        );
    }
}

fn looks_at_state_and_event(guard: &Function, diagnostics: &mut Diagnostics) {
    let name = guard.name();
    if guard.params.receiver != Taken::Shared {
        let place = guard.source.sig.receiver().map_or_else(|| name.to_token_stream(), ToTokens::to_token_stream);
        diagnostics.error(
            place,
            format!("the guard `{name}` does not take `&self`"),
            "a guard looks at the state that the event would meet, and changes nothing",
            "write `&self` as its first parameter",
        );
    }
    for param in &guard.params.list {
        let (what, place) = match param {
            Param::Event { .. } => continue,
            Param::Meta { place } => ("what is recorded about the event", place),
            Param::Binding { place, .. } => ("more than state and event", place),
        };
        diagnostics.error(
            &place.pat,
            format!("the guard `{name}` asks for {what}"),
            "it is asked before the event is recorded, and gets the state and the event alone",
            "put what it needs into the event or into the state",
        );
    }
}

fn answers(guard: &Function, diagnostics: &mut Diagnostics) {
    let output = &guard.source.sig.output;
    let is_bool = matches!(output, ReturnType::Type(_, ty) if ty.to_token_stream().to_string() == "bool");
    if returns_nothing(output) || is_bool {
        let place = match output {
            ReturnType::Type(_, ty) => ty.to_token_stream(),
            ReturnType::Default => guard.name().to_token_stream(),
        };
        diagnostics.error(
            place,
            format!("the guard `{}` does not say why it refuses", guard.name()),
            "its reason is what the caller gets to see",
            "return `Result<(), E>`, where `E` is an error type, a `String` or a `&'static str`",
        );
    }
}

fn is_asked(machine: &Machine, guard: &Function, diagnostics: &mut Diagnostics) {
    let mut rows = machine.handlers.iter().filter(|handler| handler.event.key() == guard.event.key()).peekable();
    if machine.faulty || rows.clone().any(|row| row.marks.retired.is_none()) {
        return;
    }
    let event = guard.event.name();
    let (what, fix) = match rows.peek() {
        Some(row) => (format!("the row of `{}` is retired", row.name()), "remove the guard".to_owned()),
        None => ("no handler takes it".to_owned(), format!("write a handler of `{event}`, or remove the guard")),
    };
    diagnostics.error(
        &guard.event,
        format!("the guard `{}` is never asked about `{event}`: {what}", guard.name()),
        "a guard is asked where a row would take the event",
        fix,
    );
}
