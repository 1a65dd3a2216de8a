//! Histories as lines of CloudEvents JSON.

use crate::{
    codec::DecodeError,
    event::Recorded,
    history::timeline::History,
    id::StreamName,
    interchange::{CloudEvent, ExportError, LineError},
    limits::Limits,
    machine::{Reducer, Unknown},
    meta::Meta,
    replay::ReplayError,
    time::Timestamp,
};

/// Lines could not be read as a history. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A line is no recorded event.
    #[error("import line {line}: {source}")]
    Line {
        /// The line.
        line: usize,
        /// What is wrong with it.
        source: LineError,
    },
    /// A line's event is of no type or version known here, or its payload does not fit.
    #[error("import line {line} (`{event}` version {version}): {source}")]
    Decode {
        /// The line.
        line: usize,
        /// The event type's name.
        event: String,
        /// The version of it that the line holds.
        version: u32,
        /// What does not fit.
        source: DecodeError,
    },
    /// A line belongs to another stream than those before it.
    #[error("import line {line}: it belongs to {found}, and the lines before it to {expected}")]
    Stream {
        /// The line.
        line: usize,
        /// The stream of the lines before it.
        expected: StreamName,
        /// Its stream.
        found: StreamName,
    },
    /// A line is not the next version of its stream.
    #[error("import line {line}: it is version {found}, and version {expected} should stand here")]
    Version {
        /// The line.
        line: usize,
        /// The version that should.
        expected: u64,
        /// Its version.
        found: u64,
    },
    /// A line was recorded before the line before it.
    #[error("import line {line}: it was recorded at {found}, before the line before it, at {previous}")]
    Time {
        /// The line.
        line: usize,
        /// When the line before it was recorded.
        previous: Timestamp,
        /// When it was.
        found: Timestamp,
    },
    /// A line's event cannot be folded.
    #[error("import line {line}: failed to {source}")]
    Replay {
        /// The line.
        line: usize,
        /// Why not.
        source: ReplayError,
    },
}

impl<R: Reducer> History<R> {
    /// The events as lines of CloudEvents 1.0 JSON, each with its end of line: the [interchange](crate::interchange) format.
    /// Those behind an [`error`](Self::error) too; refused ones are no part of the history.
    ///
    /// # Panics
    /// When an event's own `Serialize` refuses, which a derived one does not; [`try_to_jsonl`](Self::try_to_jsonl)
    /// answers with the error.
    pub fn to_jsonl(&self) -> String {
        self.try_to_jsonl().unwrap_or_else(|error| panic!("failed to {error}"))
    }

    /// [`to_jsonl`](Self::to_jsonl), or the error at the first event that cannot be written.
    pub fn try_to_jsonl(&self) -> Result<String, ExportError> {
        let mut lines = String::new();
        for recorded in self.events() {
            lines += &CloudEvent::of_event(recorded)?.to_line();
            lines.push('\n');
        }
        Ok(lines)
    }

    /// Reads what [`to_jsonl`](Self::to_jsonl) wrote, or an export of one stream: all of its events from version 1
    /// on. Older versions of events are brought up to date. Empty lines are passed over.
    ///
    /// # Errors
    /// At the first line that is no event of this machine, is not the next of its stream, or cannot be folded.
    pub fn from_jsonl(text: impl AsRef<str>) -> Result<Self, ImportError> {
        let text = text.as_ref();
        let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty());
        let mut events: Vec<Recorded<R::Event>> = Vec::new();
        // The line of each.
        let mut places = Vec::new();
        let mut previous: Option<Meta> = None;
        for (line, text) in lines {
            let event = CloudEvent::parse(text).map_err(|source| ImportError::Line { line, source })?;
            follows::<R>(line, previous.as_ref(), &event)?;
            previous = Some(event.meta.clone());
            let (name, version) = (event.name.clone(), event.version);
            match event.into_event() {
                Ok(event) => {
                    events.push(event);
                    places.push(line);
                }
                Err(unknown) if R::machine().passes_over(&unknown) => {}
                Err(source) => return Err(ImportError::Decode { line, event: name, version, source }),
            }
        }
        let Some(Meta { stream, version, .. }) = previous else { return Ok(Self::from_events([])) };
        let known: Vec<u64> = events.iter().map(|recorded| recorded.meta.version).collect();
        Self::from_stream(stream, events, version, &Limits::DEFAULT).map_err(|source| {
            let place = known.iter().position(|version| *version == source.version);
            ImportError::Replay { line: place.map_or(0, |place| places[place]), source }
        })
    }
}

/// Whether `event` may stand behind `previous`.
fn follows<R: Reducer>(line: usize, previous: Option<&Meta>, event: &CloudEvent) -> Result<(), ImportError> {
    let found = &event.meta;
    let expected = previous.map_or(1, |previous| previous.version + 1);
    if let Some(previous) = previous {
        if found.stream != previous.stream {
            let (expected, found) = (previous.stream.clone(), found.stream.clone());
            return Err(ImportError::Stream { line, expected, found });
        }
        if found.recorded_at < previous.recorded_at {
            let (previous, found) = (previous.recorded_at, found.recorded_at);
            return Err(ImportError::Time { line, previous, found });
        }
    }
    // What was passed over is missing in the export of such a history too.
    let passed_over = R::machine().unknown == Unknown::Ignore && found.version > expected;
    if found.version != expected && !passed_over {
        return Err(ImportError::Version { line, expected, found: found.version });
    }
    Ok(())
}
