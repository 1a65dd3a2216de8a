//! What is shown of states and events.

use chronostack::diff::StateView;
use chronostack_query::AnyMachine;
use serde_json::Value;

use crate::{
    shared::Shared,
    shown::{Bounds, Shown},
};

/// What is shown of a value that stands at `pointer` in a state.
pub(super) fn state_shown(
    _shared: &Shared,
    _machine: &dyn AnyMachine,
    _pointer: &str,
    value: &Value,
    bounds: &Bounds,
) -> Shown {
    Shown::of_value(value, bounds)
}

/// What is shown of what is inside of a state.
pub(super) fn content_shown(shared: &Shared, machine: &dyn AnyMachine, state: &StateView) -> Shown {
    state_shown(shared, machine, "", state.content().unwrap_or(&Value::Null), &Bounds::SINGLE)
}

/// What is shown of an event's data.
pub(super) fn event_shown(_shared: &Shared, _event: &str, json: &str, bounds: &Bounds) -> Shown {
    Shown::of_json(json, bounds)
}
