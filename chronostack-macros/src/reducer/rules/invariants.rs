//! Rules about invariants.

use quote::ToTokens;

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        functions::Invariant,
        machine::Machine,
        params::{Param, Taken, returns_nothing},
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    for invariant in &machine.invariants {
        is_nothing_else(invariant, diagnostics);
        looks_at_the_state_alone(invariant, diagnostics);
        answers(invariant, diagnostics);
    }
}

fn is_nothing_else(invariant: &Invariant, diagnostics: &mut Diagnostics) {
    if let Some(other) = invariant.marks.of_rows_and_guards() {
        diagnostics.error(
            other,
            format!("`{}` is an invariant and a row or a guard at once", invariant.name()),
            "an invariant says what holds of every state; rows and guards are about one event",
            "write two functions",
        );
    }
}

fn looks_at_the_state_alone(invariant: &Invariant, diagnostics: &mut Diagnostics) {
    let name = invariant.name();
    if invariant.params.receiver != Taken::Shared {
        let place = invariant.source.sig.receiver().map_or_else(|| name.to_token_stream(), ToTokens::to_token_stream);
        diagnostics.error(
            place,
            format!("the invariant `{name}` does not take `&self`"),
            "an invariant looks at a state, and changes nothing",
            format!("write `fn {name}(&self) -> bool`"),
        );
    }
    for param in &invariant.params.list {
        let (Param::Event { place, .. } | Param::Meta { place } | Param::Binding { place, .. }) = param;
        diagnostics.error(
            place,
            format!("the invariant `{name}` asks for more than the state"),
            "it holds of every state, whatever event led there",
            "keep in the state what it needs; whether an event may happen is for a `#[guard]` to say",
        );
    }
}

fn answers(invariant: &Invariant, diagnostics: &mut Diagnostics) {
    if returns_nothing(&invariant.source.sig.output) {
        diagnostics.error(
            invariant.name(),
            format!("the invariant `{}` does not say whether it holds", invariant.name()),
            "one that panics would be told without the state that breaks it",
            "return `bool`, or `Result<(), E>` where `E` can be displayed and says what is wrong",
        );
    }
}
