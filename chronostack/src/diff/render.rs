//! Changes as lines for people.

use std::fmt;

use serde_json::Value;

use crate::diff::{change::Change, text};

/// Characters of a value's JSON that are shown; of a longer one its start, and its length in bytes.
const VALUE_CHARS_MAX: usize = 80;
/// Characters of a text beyond which only its changed regions are shown.
const TEXT_CHARS_MAX: usize = 40;

/// The change as one line, `~ /due_cents  0 -> 1250`. A value longer than 80 characters is cut, and of a text longer
/// than 40 that changed only the changed regions are shown; the alternate form `{:#}` shows all.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Value| if f.alternate() { value.to_string() } else { elided(value) };
        match self {
            Self::Added { path, value } => write!(f, "+ {}  {}", name(path), shown(value)),
            Self::Removed { path, value } => write!(f, "- {}  {}", name(path), shown(value)),
            Self::Moved { from, path, value } => write!(f, "> {} -> {}  {}", name(from), name(path), shown(value)),
            Self::Changed { path, before: Value::String(before), after: Value::String(after) }
                if !f.alternate() && (is_long(before) || is_long(after)) =>
            {
                write!(f, "~ {}  {}", name(path), text::regions(before, after))
            }
            Self::Changed { path, before, after } => {
                write!(f, "~ {}  {} -> {}", name(path), shown(before), shown(after))
            }
        }
    }
}

/// The value's JSON, cut at 80 characters.
fn elided(value: &Value) -> String {
    let json = value.to_string();
    match json.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => format!("{}… ({} bytes)", &json[..end], json.len()),
        None => json,
    }
}

/// The whole has the empty path.
fn name(path: &str) -> &str {
    if path.is_empty() { "(value)" } else { path }
}

fn is_long(text: &str) -> bool {
    text.chars().nth(TEXT_CHARS_MAX).is_some()
}
