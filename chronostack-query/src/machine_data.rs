//! A machine's table as a tool shows it.

use chronostack::{log::EventKind, machine::MachineSpec};
use serde::Serialize;
use serde_json::Value;

use crate::{
    json_schema::{example, json_schema},
    machine::AnyMachine,
};

/// A machine's table, with what a form needs to know of its events, and its diagrams.
#[derive(Clone, Debug, Serialize)]
pub struct MachineData {
    /// The reducer's type name.
    pub name: &'static str,
    /// The kind of its streams.
    pub stream: &'static str,
    /// Raised by hand when logic outside of the reducer changes.
    pub revision: u32,
    /// Whether the state is an enum.
    pub is_enum: bool,
    /// The states.
    pub states: Vec<MachineState>,
    /// The rows.
    pub transitions: Vec<MachineTransition>,
    /// The guards.
    pub guards: Vec<MachineGuard>,
    /// The events, each in its newest version.
    pub events: Vec<MachineEvent>,
    /// The states that nothing leads to.
    pub unreachable: Vec<&'static str>,
    /// The states that nothing leads out of, and that are not terminal.
    pub dead_ends: Vec<&'static str>,
    /// The diagram for Mermaid.
    pub mermaid: String,
    /// The diagram for Graphviz.
    pub dot: String,
}

/// A state.
#[derive(Clone, Debug, Serialize)]
pub struct MachineState {
    /// Its name.
    pub name: &'static str,
    /// That of version 0.
    pub initial: bool,
    /// Nothing needs to lead out of it.
    pub terminal: bool,
    /// The first group that it is in.
    pub group: Option<&'static str>,
}

/// A row of the table.
#[derive(Clone, Debug, Serialize)]
pub struct MachineTransition {
    /// The names of the events.
    pub events: Vec<&'static str>,
    /// The states that it leads out of.
    pub from: Vec<&'static str>,
    /// The states that it may lead to.
    pub to: Vec<&'static str>,
    /// The handler's function.
    pub handler: &'static str,
    /// It folds what is stored and refuses what is new.
    pub retired: bool,
    /// The file that the handler stands in.
    pub file: &'static str,
    /// Its line, from 1.
    pub line: u32,
}

/// A guard.
#[derive(Clone, Debug, Serialize)]
pub struct MachineGuard {
    /// Its function.
    pub name: &'static str,
    /// The names of the events that it is asked about.
    pub events: Vec<&'static str>,
}

/// An event type.
#[derive(Clone, Debug, Serialize)]
pub struct MachineEvent {
    /// Its name.
    #[serde(rename = "type")]
    pub event: &'static str,
    /// Its newest version.
    pub version: u32,
    /// The JSON Schema (2020-12) of its data.
    pub schema: Value,
    /// The plainest data that it can have; null where there is none.
    pub example: Value,
}

impl MachineData {
    /// Of a machine.
    pub fn of(machine: &dyn AnyMachine) -> Self {
        let spec = machine.spec();
        let kinds = machine.event_kinds();
        let event = |event: &chronostack::machine::EventSpec| {
            let is_it = |kind: &&EventKind| (kind.name.as_str(), kind.version) == (event.name, event.version);
            let schema = kinds.iter().find(is_it).map(|kind| &kind.schema);
            MachineEvent {
                event: event.name,
                version: event.version,
                schema: schema.map_or(Value::Bool(true), json_schema),
                example: schema.and_then(example).unwrap_or_default(),
            }
        };
        Self {
            name: spec.name,
            stream: spec.stream,
            revision: spec.revision,
            is_enum: spec.is_enum,
            states: states(spec),
            transitions: transitions(spec),
            guards: spec
                .guards
                .iter()
                .map(|guard| MachineGuard { name: guard.name, events: guard.events.clone() })
                .collect(),
            events: spec.events.iter().map(event).collect(),
            unreachable: spec.unreachable_states(),
            dead_ends: spec.dead_ends(),
            mermaid: spec.to_mermaid(),
            dot: spec.to_dot(),
        }
    }
}

fn states(spec: &MachineSpec) -> Vec<MachineState> {
    let state = |state: &chronostack::machine::StateSpec| MachineState {
        name: state.name,
        initial: state.initial,
        terminal: state.terminal,
        group: spec.groups.iter().find(|group| group.states.contains(&state.name)).map(|group| group.name),
    };
    spec.states.iter().map(state).collect()
}

fn transitions(spec: &MachineSpec) -> Vec<MachineTransition> {
    let transition = |row: &chronostack::machine::TransitionSpec| MachineTransition {
        events: row.events.clone(),
        from: row.from.clone(),
        to: row.to.clone(),
        handler: row.handler,
        retired: row.retired,
        file: row.place.file,
        line: row.place.line,
    };
    spec.transitions.iter().map(transition).collect()
}
