//! JSON that a browser can be given, and what was left out of it.

use serde::Serialize;
use serde_json::{Value, value::RawValue};

use crate::shown::{bounds::Bounds, cut::Cut, cutter::Cutter};

/// JSON that a browser can be given: no text, nesting or list in it is longer than the [`Bounds`] say. What was left out is told beside it, never in it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Shown {
    pub(super) value: Box<RawValue>,
    pub(super) cut: Vec<Cut>,
}

impl Shown {
    /// What is shown of a JSON text.
    pub(crate) fn of_json(json: &str, bounds: &Bounds) -> Self {
        let (written, cut) = Cutter::new(bounds).cut(json);
        // Only what was no JSON becomes none.
        Self { value: RawValue::from_string(written).unwrap_or_default(), cut }
    }

    /// What is shown of a value.
    pub(crate) fn of_value(value: &Value, bounds: &Bounds) -> Self {
        Self::of_json(&value.to_string(), bounds)
    }
}
