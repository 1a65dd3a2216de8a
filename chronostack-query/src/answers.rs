//! What is answered about a stream's history, as data.

use chronostack::{
    diff::{Change, Diff, StateView},
    event::Event,
    history::{History, Step},
    id::{EventId, StreamName},
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
        Self { stream, version, name: state.state_name(), state: StateView::of(state).into_json() }
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

impl StepData {
    pub(crate) fn of<R: Reducer>(history: &History<R>, step: &Step<R>) -> Self {
        let meta = step.meta();
        Self {
            version: step.version(),
            position: meta.position,
            recorded_at: meta.recorded_at,
            actor: meta.actor.as_deref().map(str::to_owned),
            event: step.event().event_type().name,
            transition: step.transition().map(|transition| transition.to_string()),
            recorded_transition: meta.transition.as_deref().map(str::to_owned),
            data: event_json(history, step.version()),
            diff: step.diff(),
        }
    }
}

/// One event of a history without what it holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepBrief {
    /// The event's version in its stream.
    pub version: u64,
    /// Its position in the log.
    pub position: u64,
    /// Its id.
    pub id: EventId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who asked for it.
    pub actor: Option<String>,
    /// The event type's name.
    pub event: &'static str,
    /// The name of the state before.
    pub from: &'static str,
    /// The name of the state after.
    pub to: &'static str,
    /// The handler that today's code runs; `None` where the state ignores the event.
    pub handler: Option<&'static str>,
    /// The transition that today's code makes; `None` where the state ignores the event.
    pub transition: Option<String>,
    /// The one that was recorded.
    pub recorded_transition: Option<String>,
    /// How many changes it made, where they were counted.
    pub changes: Option<usize>,
}

impl StepBrief {
    pub(crate) fn of<R: Reducer>(step: &Step<R>) -> Self {
        let meta = step.meta();
        let transition = step.transition();
        Self {
            version: step.version(),
            position: meta.position,
            id: meta.id,
            recorded_at: meta.recorded_at,
            actor: meta.actor.as_deref().map(str::to_owned),
            event: step.event().event_type().name,
            from: step.before().state_name(),
            to: step.after().state_name(),
            handler: transition.map(|transition| transition.handler),
            transition: transition.map(|transition| transition.to_string()),
            recorded_transition: meta.transition.as_deref().map(str::to_owned),
            changes: None,
        }
    }
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

/// The event of a version as JSON; an error's text where it cannot be written.
pub(crate) fn event_json<R: Reducer>(history: &History<R>, version: u64) -> Box<RawValue> {
    let events = history.events();
    let place = events.binary_search_by_key(&version, |recorded| recorded.meta.version);
    let Some(recorded) = place.ok().and_then(|place| events.get(place)) else { return RawValue::NULL.to_owned() };
    CloudEvent::of_event(recorded).map_or_else(|error| text(&error.to_string()), |event| event.data)
}

/// A text as JSON.
fn text(text: &str) -> Box<RawValue> {
    RawValue::from_string(Value::from(text).to_string()).unwrap_or_default()
}
