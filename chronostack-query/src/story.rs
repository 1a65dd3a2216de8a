//! A stream's history, whatever its machine.

use std::ops::ControlFlow;

use chronostack::{
    diff::{Change, Diff, to_value},
    event::Event,
    history::History,
    id::StreamName,
    interchange::CloudEvent,
    machine::Reducer,
    time::Timestamp,
};
use serde::Serialize;
use serde_json::{Value, value::RawValue};

/// A state, and where it comes from.
#[derive(Clone, Debug, Serialize)]
pub struct StateData {
    /// The stream.
    pub stream: StreamName,
    /// The version.
    pub version: u64,
    /// The state's name: the variant's, or the type's where the state is a struct.
    pub name: &'static str,
    /// The state as JSON.
    pub state: Value,
}

impl StateData {
    pub(crate) fn of<R: Reducer>(stream: StreamName, version: u64, state: &R) -> Self {
        Self { stream, version, name: state.state_name(), state: to_value(state) }
    }
}

/// One event of a history, and what it changed.
#[derive(Clone, Debug, Serialize)]
pub struct StepData {
    /// The event's version in its stream.
    pub version: u64,
    /// Its position in the log.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who asked for it.
    pub actor: Option<String>,
    /// The event type's name.
    pub event: &'static str,
    /// The transition that today's code makes; `None` where the state ignores the event.
    pub transition: Option<String>,
    /// The one that was recorded.
    pub recorded_transition: Option<String>,
    /// The event as JSON, brought up to date; an error's text where it cannot be written.
    pub data: Box<RawValue>,
    /// What it changed.
    #[serde(flatten)]
    pub diff: Diff,
}

/// One event that changed what stands at a pointer.
#[derive(Clone, Debug, Serialize)]
pub struct BlameData {
    /// The event's version.
    pub version: u64,
    /// Its position in the log.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who asked for it.
    pub actor: Option<String>,
    /// The event type's name.
    pub event: &'static str,
    /// The transition that it made.
    pub transition: Option<String>,
    /// What stood there before; `None` when nothing did.
    pub before: Option<Value>,
    /// What stood there after; `None` when nothing did.
    pub after: Option<Value>,
    /// What changed inside, where it had fields or items before and after.
    pub changes: Vec<Change>,
}

/// A stream's history, whatever its machine: a [`History`] without its type.
pub trait Story: Send {
    /// The stream.
    fn stream(&self) -> &StreamName;

    /// The last version that has a state.
    fn version(&self) -> u64;

    /// The state at a version; `None` past the last that has one.
    fn state(&self, version: u64) -> Option<StateData>;

    /// What differs between two versions; `None` past the last that has a state.
    fn diff(&self, before: u64, after: u64) -> Option<Diff>;

    /// Shows the steps from a version on, until `show` breaks.
    fn steps(&self, from: u64, show: &mut dyn FnMut(&StepData) -> ControlFlow<()>);

    /// Shows the events that changed what stands at `pointer`, until `show` breaks. Answers with the pointer and its first slash.
    fn blame(&self, pointer: &str, show: &mut dyn FnMut(&BlameData) -> ControlFlow<()>) -> String;
}

impl<R: Reducer> Story for History<R> {
    fn stream(&self) -> &StreamName {
        self.stream()
    }

    fn version(&self) -> u64 {
        self.version()
    }

    fn state(&self, version: u64) -> Option<StateData> {
        Some(StateData::of(self.stream().clone(), version, &self.at(version)?))
    }

    fn diff(&self, before: u64, after: u64) -> Option<Diff> {
        self.try_diff(before, after)
    }

    fn steps(&self, from: u64, show: &mut dyn FnMut(&StepData) -> ControlFlow<()>) {
        let skipped = self.events().partition_point(|recorded| recorded.meta.version < from);
        for (step, recorded) in self.steps().skip(skipped).zip(&self.events()[skipped..]) {
            let data = CloudEvent::of_event(recorded).map_or_else(|error| text(&error.to_string()), |event| event.data);
            let meta = step.meta();
            let data = StepData {
                version: step.version(),
                position: meta.position,
                recorded_at: meta.recorded_at,
                actor: meta.actor.as_deref().map(str::to_owned),
                event: step.event().event_type().name,
                transition: step.transition().map(|transition| transition.to_string()),
                recorded_transition: meta.transition.as_deref().map(str::to_owned),
                data,
                diff: step.diff(),
            };
            if show(&data).is_break() {
                break;
            }
        }
    }

    fn blame(&self, pointer: &str, show: &mut dyn FnMut(&BlameData) -> ControlFlow<()>) -> String {
        let blame = self.blame(pointer);
        for entry in &blame {
            let meta = entry.meta();
            let data = BlameData {
                version: entry.version(),
                position: meta.position,
                recorded_at: meta.recorded_at,
                actor: meta.actor.as_deref().map(str::to_owned),
                event: entry.event().event_type().name,
                transition: entry.transition().map(|transition| transition.to_string()),
                before: entry.before(),
                after: entry.after(),
                changes: entry.changes(),
            };
            if show(&data).is_break() {
                break;
            }
        }
        blame.pointer().to_owned()
    }
}

/// A text as JSON.
fn text(text: &str) -> Box<RawValue> {
    RawValue::from_string(Value::from(text).to_string()).unwrap_or_default()
}
