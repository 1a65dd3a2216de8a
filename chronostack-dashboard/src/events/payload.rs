//! What an event holds, as JSON.

use chronostack::{log::EventKind, schema::to_json_text};
use chronostack_query::{MASKED, Mask};
use serde_json::Value;

/// What an event holds, as JSON in which what is sensitive is masked. Of one that does not fit its schema it is a text that says so: the others are worth
/// seeing.
pub(crate) fn payload(mask: &Mask, kind: &EventKind, bytes: &[u8]) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let json = match to_json_text(&kind.schema, kind.codec, bytes) {
        Ok(json) => json,
        Err(error) => return text(&format!("(it does not fit its schema: {error})")),
    };
    if !mask.hides_event(&kind.name) {
        return json;
    }
    // What is nested too deep to be masked is masked in whole.
    let Ok(mut data) = serde_json::from_str(&json) else { return text(MASKED) };
    mask.event(&kind.name, &mut data);
    data.to_string()
}
