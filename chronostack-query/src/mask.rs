//! Sensitive values hidden from who looks at them.

use std::{collections::HashMap, mem};

use chronostack::schema::{Secret, Sensitive};
use serde_json::{Map, Value};

use crate::machine::AnyMachine;

/// The text that stands for a sensitive value.
pub const MASKED: &str = "•••";

/// Hides what the types of machines mark as sensitive, by `#[event(sensitive)]`, `#[state(sensitive)]` and `#[schema(sensitive)]`.
///
/// A value so marked becomes [`MASKED`], with all that is in it, so that neither its kind nor its length is seen; `null` stays, for that
/// nothing is there is part of the form. Where the keys of a map are sensitive, they become `•••1`, `•••2` and so on.
///
/// A log does not say what is sensitive: of an event type that none of the machines reads, nothing is hidden.
///
/// ```
/// use chronostack::prelude::*;
/// use chronostack_query::{Mask, machine};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Event, Clone, Debug, Serialize, Deserialize)]
/// struct Ordered {
///     item: String,
///     #[event(sensitive)]
///     iban: String,
/// }
///
/// #[derive(State, Clone, Default, Serialize, Deserialize)]
/// struct Orders {
///     #[state(sensitive)]
///     ibans: Vec<String>,
/// }
///
/// #[reducer(pub enum OrdersEvent)]
/// impl Orders {
///     fn ordered(&mut self, event: &Ordered) {
///         self.ibans.push(event.iban.clone());
///     }
/// }
///
/// let orders = machine::<Orders>();
/// let mask = Mask::new([orders.as_ref()]);
///
/// let mut data = serde_json::json!({ "item": "book", "iban": "DE02" });
/// mask.event("ordered", &mut data);
/// assert_eq!(data, serde_json::json!({ "item": "book", "iban": "•••" }));
///
/// let mut state = serde_json::json!({ "ibans": ["DE02"] });
/// mask.state("Orders", &mut state);
/// assert_eq!(state, serde_json::json!({ "ibans": "•••" }));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Mask {
    /// Of every version of an event type, by its name: what one of them marks is hidden in all.
    events: HashMap<&'static str, Vec<&'static Sensitive>>,
    /// By the machine's name.
    states: HashMap<&'static str, Vec<&'static Sensitive>>,
}

impl Mask {
    /// Of what these machines mark.
    pub fn new<'a>(machines: impl IntoIterator<Item = &'a dyn AnyMachine>) -> Self {
        let mut mask = Self::default();
        for machine in machines {
            for (event, sensitive) in machine.sensitive_events().into_iter().filter(|(_, found)| !found.is_empty()) {
                mask.events.entry(event).or_default().push(sensitive);
            }
            let spec = machine.spec();
            if !spec.state_sensitive.is_empty() {
                mask.states.entry(spec.name).or_default().push(&spec.state_sensitive);
            }
        }
        mask
    }

    /// Whether something may be hidden in events of that type.
    pub fn hides_event(&self, name: &str) -> bool {
        self.events.contains_key(name)
    }

    /// Hides what is sensitive in the data of an event, of whichever version, by the name of its type.
    pub fn event(&self, name: &str, data: &mut Value) {
        self.visit_event(name, data, &mut hide);
    }

    /// [`event`](Self::event) for a `value` that stands at a JSON Pointer within the data.
    pub fn event_at(&self, name: &str, pointer: &str, value: &mut Value) {
        marks(&self.events, name).for_each(|sensitive| sensitive.visit_at(pointer, value, &mut hide));
    }

    /// Hides what is sensitive in a state of the machine of that name.
    pub fn state(&self, machine: &str, state: &mut Value) {
        marks(&self.states, machine).for_each(|sensitive| sensitive.visit(state, &mut hide));
    }

    /// [`state`](Self::state) for a `value` that stands at a JSON Pointer within the state, as that of a difference does.
    pub fn state_at(&self, machine: &str, pointer: &str, value: &mut Value) {
        marks(&self.states, machine).for_each(|sensitive| sensitive.visit_at(pointer, value, &mut hide));
    }

    /// Shows each sensitive part of an event's data.
    pub(crate) fn visit_event(&self, name: &str, data: &mut Value, visit: &mut dyn FnMut(Secret<'_>)) {
        marks(&self.events, name).for_each(|sensitive| sensitive.visit(data, visit));
    }
}

fn marks<'a>(
    of: &'a HashMap<&'static str, Vec<&'static Sensitive>>,
    name: &str,
) -> impl Iterator<Item = &'static Sensitive> + use<'a> {
    of.get(name).into_iter().flatten().copied()
}

fn hide(secret: Secret<'_>) {
    match secret {
        Secret::Value(value) => *value = MASKED.into(),
        Secret::Keys(fields) => {
            let values = mem::take(fields).into_iter().map(|(_, value)| value).enumerate();
            *fields = values.map(|(index, value)| (format!("{MASKED}{}", index + 1), value)).collect::<Map<_, _>>();
        }
    }
}
