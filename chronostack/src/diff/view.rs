//! A state as people see it: a name, and fields.

use std::borrow::Cow;

use serde_json::Value;

use crate::{
    diff::{canonical::sort_sets, value::to_value},
    machine::{MachineSpec, Reducer},
    schema::Shape,
};

/// A machine's state as JSON, without its type. Where it is an enum, serde writes `{"Open": {…}}`, and people see the state `Open` with
/// the fields inside.
#[derive(Clone, Debug, PartialEq)]
pub struct StateView {
    json: Value,
    name: Option<Cow<'static, str>>,
}

impl StateView {
    /// A state of a machine, the items of its sets in order.
    pub fn of<R: Reducer>(state: &R) -> Self {
        let spec = R::machine();
        let mut json = to_value(state);
        if let Some(schema) = &spec.state_schema {
            sort_sets(&mut json, schema);
        }
        let tag = variant(&json).filter(|tag| is_variant(spec, tag));
        let name = tag.map(|tag| if spec.is_enum { state.state_name().into() } else { tag.to_owned().into() });
        Self { json, name }
    }

    /// A value that is no enum's, whatever it looks like.
    pub(super) fn plain(json: Value) -> Self {
        Self { json, name: None }
    }

    /// The state as serde writes it, sets in order.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The state as serde writes it, sets in order.
    pub fn into_json(self) -> Value {
        self.json
    }

    /// The same state with other JSON: what is nobody's business taken out.
    #[must_use]
    pub fn with_json(self, json: Value) -> Self {
        Self { json, ..self }
    }

    /// The name of the present state, if the state is an enum.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What is inside of the present state: the fields of the variant, or the whole where the state is no enum. `None` for a variant that
    /// carries nothing.
    pub fn content(&self) -> Option<&Value> {
        match (&self.name, &self.json) {
            (Some(_), Value::Object(tagged)) => tagged.values().next(),
            (Some(_), _) => None,
            (None, whole) => Some(whole),
        }
    }

    /// What stands at `pointer`, which may start inside of the present state (`/due_cents`) or at its name
    /// (`/Open/due_cents`). The empty pointer is the whole.
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        let inside = self.content().filter(|_| !pointer.is_empty()).and_then(|content| content.pointer(pointer));
        inside.or_else(|| self.json.pointer(pointer))
    }
}

/// The variant's name, if `json` may be what serde writes for an enum.
fn variant(json: &Value) -> Option<&str> {
    match json {
        Value::String(name) => Some(name),
        Value::Object(tagged) if tagged.len() == 1 => tagged.keys().next().map(String::as_str),
        _ => None,
    }
}

fn is_variant(spec: &MachineSpec, tag: &str) -> bool {
    match spec.state_schema.as_ref().and_then(|schema| schema.resolve(&schema.root)) {
        Some(Shape::Enum(variants)) => variants.iter().any(|variant| variant.name == tag),
        Some(_) => false,
        None => spec.is_enum && spec.states.iter().any(|state| state.name == tag),
    }
}
