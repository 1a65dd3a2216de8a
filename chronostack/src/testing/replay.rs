//! A recorded history as a text to be read in review.

use std::{collections::BTreeMap, fmt::Write};

use serde::Deserialize;

use crate::{
    event::Event,
    history::{History, Step},
    machine::Reducer,
    testing::{payload, suite::Suite, words},
};

/// Characters of a payload that are shown.
const PAYLOAD_CHARS_MAX: usize = 160;

impl<R: Reducer> Suite<R> {
    /// The history's story: for each event its version, name, transition and payload, and what it changed.
    ///
    /// # Panics
    /// When an event cannot be decoded or folded, or the history is that of another kind of stream; the message names line, event, version and
    /// cause.
    pub fn replay(&self, index: usize) -> String {
        let recorded = &self.histories[index];
        let file = format!("{}/{}.jsonl", self.folder, recorded.name);
        let history = History::<R>::from_jsonl(recorded.text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let (stream, machine) = (history.stream(), R::machine().name);
        assert!(
            stream.kind() == R::STREAM,
            "{file} holds the events of `{stream}`, and `{machine}` folds the streams `{kind}/..`\n\
             why: the streams that were recorded are not found any more, and all begin anew\n\
             fix: keep their name by `#[reducer(.., stream = \"{found}\")]`; if they were never deployed, remove the history",
            kind = R::STREAM,
            found = stream.kind(),
        );
        story(&history, recorded.text)
    }
}

fn story<R: Reducer>(history: &History<R>, text: &str) -> String {
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    let versions: BTreeMap<u64, u32> =
        lines.filter_map(|line| Some((line.streamversion?, line.schemaversion?))).collect();
    let mut story = format!("{}, {}\n", history.stream().kind(), words::events(history.len()));
    for step in history.steps() {
        let stored = versions.get(&step.version()).copied();
        // Writing to a string cannot fail.
        let _ = write!(story, "\n{}", entry(&step, stored));
    }
    story
}

/// The one member that a history, once read, no longer tells, and the version by which its event is found.
#[derive(Deserialize)]
struct Line {
    streamversion: Option<u64>,
    schemaversion: Option<u32>,
}

fn entry<R: Reducer>(step: &Step<R>, stored: Option<u32>) -> String {
    let event_type = step.event().event_type();
    let version = match stored {
        Some(stored) if stored != event_type.version => format!(" (version {stored}, read as {})", event_type.version),
        _ => String::new(),
    };
    let transition = step.transition().map_or_else(|| "ignored".to_owned(), |transition| transition.to_string());
    let recorded = match step.meta().transition.as_deref() {
        Some(recorded) if recorded != transition => format!("  (recorded: {recorded})"),
        _ => String::new(),
    };
    let payload = payload::json(step.event()).map_or_else(|error| error, |json| json.to_string());
    let payload = match payload.char_indices().nth(PAYLOAD_CHARS_MAX) {
        Some((end, _)) => format!("{}… ({} bytes)", &payload[..end], payload.len()),
        None => payload,
    };
    let mut entry = format!("{}  {}{version}  {transition}{recorded}\n   {payload}\n", step.version(), event_type.name);
    let diff = step.diff();
    if diff.is_empty() {
        entry.push_str("   no change\n");
    }
    for change in diff.changes() {
        let _ = writeln!(entry, "   {change}");
    }
    entry
}
