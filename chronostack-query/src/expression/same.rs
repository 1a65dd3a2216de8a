//! Whether two JSON values are equal.

use serde_json::Value;

use crate::expression::number::Number;

/// Whether they are equal, numbers by their value.
pub(super) fn same(this: &Value, other: &Value) -> bool {
    match (this, other) {
        (Value::Number(_), Value::Number(_)) => Number::of(this).zip(Number::of(other)).is_some_and(|(a, b)| a == b),
        (Value::Array(this), Value::Array(other)) => {
            this.len() == other.len() && this.iter().zip(other).all(|(this, other)| same(this, other))
        }
        (Value::Object(this), Value::Object(other)) => {
            let equal = |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| same(value, other));
            this.len() == other.len() && this.iter().all(equal)
        }
        _ => this == other,
    }
}
