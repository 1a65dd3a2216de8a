//! Which events changed what stands at a pointer.

use std::ops::ControlFlow;

use chronostack::{
    diff::{Change, Diff, StateView},
    event::Event,
    history::Step,
    machine::Reducer,
};
use serde_json::Value;

use crate::answers::BlameData;

/// Shows those of `steps` that changed what stands at `pointer`, until `show` breaks. Answers with the pointer and its first slash. Each state is
/// written as JSON once.
pub(crate) fn blame<R: Reducer>(
    steps: impl Iterator<Item = Step<R>>,
    pointer: &str,
    show: &mut dyn FnMut(&BlameData) -> ControlFlow<()>,
) -> String {
    let slash = if pointer.is_empty() || pointer.starts_with('/') { "" } else { "/" };
    let pointer = format!("{slash}{pointer}");
    let mut last: Option<StateView> = None;
    for step in steps {
        let before = last.unwrap_or_else(|| StateView::of(step.before()));
        let after = StateView::of(step.after());
        if before.at(&pointer) != after.at(&pointer) && show(&changed(&step, &pointer, &before, &after)).is_break() {
            break;
        }
        last = Some(after);
    }
    pointer
}

fn changed<R: Reducer>(step: &Step<R>, pointer: &str, before: &StateView, after: &StateView) -> BlameData {
    let meta = step.meta();
    BlameData {
        version: step.version(),
        position: meta.position,
        recorded_at: meta.recorded_at,
        actor: meta.actor.as_deref().map(str::to_owned),
        event: step.event().event_type().name,
        transition: step.transition().map(|transition| transition.to_string()),
        before: before.at(pointer).cloned(),
        after: after.at(pointer).cloned(),
        changes: changes(step, pointer, before, after),
    }
}

/// The changes inside of what stands there; for the whole those of the state.
fn changes<R: Reducer>(step: &Step<R>, pointer: &str, before: &StateView, after: &StateView) -> Vec<Change> {
    match (before.at(pointer), after.at(pointer)) {
        _ if pointer.is_empty() => step.diff().changes().to_vec(),
        (Some(before @ Value::Object(_)), Some(after @ Value::Object(_)))
        | (Some(before @ Value::Array(_)), Some(after @ Value::Array(_))) => Diff::of(before, after).changes().to_vec(),
        _ => Vec::new(),
    }
}
