//! What is shown of states and events: nothing of what their types mark as sensitive.

use chronostack::{diff::StateView, schema::Shape};
use chronostack_query::{AnyMachine, MASKED};
use serde_json::Value;

use crate::{
    shared::Shared,
    shown::{Bounds, Shown},
};

/// What is shown of a value that stands at `pointer` in a state.
pub(super) fn state_shown(
    shared: &Shared,
    machine: &dyn AnyMachine,
    pointer: &str,
    value: &Value,
    bounds: &Bounds,
) -> Shown {
    if machine.spec().state_sensitive.is_empty() {
        return Shown::of_value(value, bounds);
    }
    let mut value = value.clone();
    mask_at(shared, machine, pointer, &mut value);
    Shown::of_value(&value, bounds)
}

/// What is shown of what is inside of a state.
pub(super) fn content_shown(shared: &Shared, machine: &dyn AnyMachine, state: &StateView) -> Shown {
    state_shown(shared, machine, "", state.content().unwrap_or(&Value::Null), &Bounds::SINGLE)
}

/// What is shown of an event's data.
pub(super) fn event_shown(shared: &Shared, event: &str, json: &str, bounds: &Bounds) -> Shown {
    if !shared.mask.hides_event(event) {
        return Shown::of_json(json, bounds);
    }
    // What is nested too deep to be masked is masked in whole.
    let mut data = serde_json::from_str(json).unwrap_or_else(|_| MASKED.into());
    shared.mask.event(event, &mut data);
    Shown::of_value(&data, bounds)
}

/// A state without what is sensitive: what a question is put to, so that no answer tells of it.
pub(super) fn masked(shared: &Shared, machine: &dyn AnyMachine, state: StateView) -> StateView {
    let mut json = state.json().clone();
    shared.mask.state(machine.spec().name, &mut json);
    state.with_json(json)
}

/// Hides what is sensitive in a value that stands at a pointer, whether that starts at the state's name or inside of the state. Then which variant it is
/// of is not known: what any of them marks is hidden.
pub(super) fn mask_at(shared: &Shared, machine: &dyn AnyMachine, pointer: &str, value: &mut Value) {
    let spec = machine.spec();
    let (mask, name) = (&shared.mask, spec.name);
    mask.state_at(name, pointer, value);
    let root = spec.state_schema.as_ref().and_then(|schema| schema.resolve(&schema.root));
    if let Some(Shape::Enum(variants)) = root {
        for variant in variants {
            let variant = variant.name.replace('~', "~0").replace('/', "~1");
            mask.state_at(name, &format!("/{variant}{pointer}"), value);
        }
    }
}
