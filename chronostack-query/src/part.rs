//! A part of a value that may be large.

use chronostack::diff::StateView;
use serde_json::Value;

/// A part of what stands at a pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What stands there; of a list or an object the items that were asked for.
    pub value: Value,
    /// How many items the whole has, where it is a list or an object.
    pub items: Option<usize>,
}

impl Part {
    /// Of what stands at `pointer` in a state, `limit` items from the one at `offset` on. `None` where nothing stands. The empty pointer is what is inside of
    /// the present state: paths of a diff lead on from there.
    pub fn of(state: &StateView, pointer: &str, offset: usize, limit: usize) -> Option<Self> {
        let nothing = Value::Null;
        let whole = if pointer.is_empty() { state.content().unwrap_or(&nothing) } else { state.at(pointer)? };
        Some(match whole {
            Value::Array(items) => {
                let value = items.iter().skip(offset).take(limit).cloned().collect();
                Self { value, items: Some(items.len()) }
            }
            Value::Object(fields) => {
                let page = fields.iter().skip(offset).take(limit);
                let value = page.map(|(name, value)| (name.clone(), value.clone())).collect();
                Self { value, items: Some(fields.len()) }
            }
            other => Self { value: other.clone(), items: None },
        })
    }
}
