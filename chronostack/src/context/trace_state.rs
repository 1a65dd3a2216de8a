//! The W3C `tracestate`.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

/// Entries that a `tracestate` may have, by the specification.
const ENTRIES_MAX: usize = 32;
/// Characters of a key, and of a value.
const CHARACTERS_MAX: usize = 256;

/// A W3C [`tracestate`](https://www.w3.org/TR/trace-context-2/#tracestate-header): what tracing systems hand on beside the `traceparent`, to be passed on as
/// it came. Cheap to clone. Reads as `congo=t61rcWkgMzE,rojo=00f067aa0ba902b7`, in JSON too.
///
/// Blanks around entries and empty entries are left out; of two entries with one key the first stays, which is the newer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TraceState(Option<Arc<str>>);

impl TraceState {
    /// Reads all `tracestate` headers of a request, which together are one list.
    pub fn from_headers<'a>(headers: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidTraceState> {
        let mut entries: Vec<(&str, &str)> = Vec::new();
        let members =
            headers.into_iter().flat_map(|header| header.split(',')).map(|member| member.trim_matches([' ', '\t']));
        for member in members.filter(|member| !member.is_empty()) {
            let (key, value) = entry(member)?;
            if entries.iter().any(|(known, _)| *known == key) {
                continue;
            }
            if entries.len() == ENTRIES_MAX {
                return Err(InvalidTraceState::new(member, "32 entries stand before it, and more are not allowed"));
            }
            entries.push((key, value));
        }
        let entries: Vec<_> = entries.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        Ok(Self((!entries.is_empty()).then(|| entries.join(",").into())))
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Keys and values, the newest first.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.as_str().split(',').filter_map(|entry| entry.split_once('='))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The header's text, empty where there is nothing in it.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

fn entry(member: &str) -> Result<(&str, &str), InvalidTraceState> {
    let invalid = |reason| Err(InvalidTraceState::new(member, reason));
    let Some((key, value)) = member.split_once('=') else { return invalid("it has no `=`") };
    if !key.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit()) {
        return invalid("its key does not start with a lowercase letter or a digit");
    }
    if !key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'*' | b'/' | b'@')) {
        return invalid("its key has other characters than `a`-`z`, `0`-`9` and `_-*/@`");
    }
    if value.is_empty() || !value.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'=') {
        return invalid("its value is empty, or has other characters than printable ASCII without `,` and `=`");
    }
    if key.len() > CHARACTERS_MAX || value.len() > CHARACTERS_MAX {
        return invalid("its key or its value has more than 256 characters");
    }
    Ok((key, value))
}

impl fmt::Display for TraceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TraceState {
    type Err = InvalidTraceState;

    fn from_str(text: &str) -> Result<Self, InvalidTraceState> {
        Self::from_headers([text])
    }
}

impl TryFrom<String> for TraceState {
    type Error = InvalidTraceState;

    fn try_from(text: String) -> Result<Self, InvalidTraceState> {
        text.parse()
    }
}

impl From<TraceState> for String {
    fn from(state: TraceState) -> Self {
        state.as_str().to_owned()
    }
}

/// A text that is no `tracestate`: all of it is discarded, and the trace goes on without.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("tracestate entry `{entry}`: {reason}")]
pub struct InvalidTraceState {
    /// The first entry that is wrong, or how it starts.
    pub entry: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl InvalidTraceState {
    fn new(entry: &str, reason: &'static str) -> Self {
        Self { entry: entry.chars().take(64).collect(), reason }
    }
}
