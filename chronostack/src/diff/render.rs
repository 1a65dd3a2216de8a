//! Changes as lines for people.

use std::fmt;

use serde_json::Value;

use crate::diff::{change::Change, text};

/// Characters of a value's JSON that are shown; of a longer one its start, and its length in bytes.
const VALUE_CHARS_MAX: usize = 80;
/// Characters of a text beyond which only its changed regions are shown.
const TEXT_CHARS_MAX: usize = 40;
/// Changes that are shown one by one.
const LINES_MAX: usize = 100;

/// The changes as lines, each behind `indent`; of more than 100 the number of those that are left out.
pub(crate) fn write_changes(changes: &[Change], f: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
    let shown = if f.alternate() { changes.len() } else { changes.len().min(LINES_MAX) };
    for (index, change) in changes[..shown].iter().enumerate() {
        f.write_str(if index == 0 { "" } else { "\n" })?;
        f.write_str(indent)?;
        fmt::Display::fmt(change, f)?;
    }
    match changes.len() - shown {
        0 => Ok(()),
        hidden => write!(f, "\n{indent}… {hidden} more changes"),
    }
}

/// The change as one line, `~ /due_cents  0 -> 1250`. A value longer than 80 characters is cut, and of a text longer
/// than 40 that changed only the changed regions are shown; the alternate form `{:#}` shows all.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = match self {
            Self::Added { value, .. } => (None, Some(value)),
            Self::Removed { value, .. } => (Some(value), None),
            Self::Changed { before, after, .. } => (Some(before), Some(after)),
            Self::Moved { from, path, value } => {
                return write!(f, "> {} -> {}  {}", name(from), name(path), shown(value, f.alternate()));
            }
        };
        let (sign, values) = described(before, after, f.alternate());
        write!(f, "{sign} {}  {values}", name(self.path()))
    }
}

/// The sign of a change and its values, `~` and `0 -> 1250`; `all` of them or cut.
pub(crate) fn described(before: Option<&Value>, after: Option<&Value>, all: bool) -> (char, String) {
    match (before, after) {
        (None, None) => (' ', String::new()),
        (None, Some(value)) => ('+', shown(value, all)),
        (Some(value), None) => ('-', shown(value, all)),
        (Some(Value::String(before)), Some(Value::String(after)))
            if !all && !before.is_empty() && !after.is_empty() && (is_long(before) || is_long(after)) =>
        {
            ('~', text::regions(before, after))
        }
        (Some(before), Some(after)) => ('~', format!("{} -> {}", shown(before, all), shown(after, all))),
    }
}

/// The value's JSON, cut at 80 characters unless all of it is wanted.
fn shown(value: &Value, all: bool) -> String {
    let json = value.to_string();
    match json.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) if !all => format!("{}… ({} bytes)", &json[..end], json.len()),
        _ => json,
    }
}

/// The whole has the empty path.
fn name(path: &str) -> &str {
    if path.is_empty() { "(value)" } else { path }
}

fn is_long(text: &str) -> bool {
    text.chars().nth(TEXT_CHARS_MAX).is_some()
}
