//! What was gathered, as data and as a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::profile::durations::Durations;

/// Where the time of a runtime's commits went, since it was started: [`ChronoStack::profile`](crate::ChronoStack::profile). Displays as a table of
/// medians and 99th percentiles; [`to_json`](Self::to_json) writes it for tools: `chronostack profile FILE` shows it wherever there is no such process any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Profile {
    /// The transitions that were made, in order of machine and name.
    pub transitions: Vec<TransitionProfile>,
}

/// Where the time of one transition's commits went.
///
/// Counts of stages are those of the commits that were timed, which may be fewer than `events`: see [`Profiling`](crate::Profiling).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransitionProfile {
    /// The machine.
    pub machine: String,
    /// The transition, as it is recorded with an event.
    pub transition: String,
    /// Events recorded by it.
    pub events: u64,
    /// Asking the table and the guards.
    pub guards: Durations,
    /// The handler.
    pub reduce: Durations,
    /// Making bytes of the event.
    pub encode: Durations,
    /// Waiting for the commits before it; empty where the log does not tell.
    pub queue: Durations,
    /// Making it durable, together with those that shared the sync; empty where the log does not tell.
    pub sync: Durations,
}

impl Profile {
    /// All of it as JSON, on one line: what serde writes.
    #[allow(clippy::missing_panics_doc, reason = "texts and numbers can always be written")]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers can be written")
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_json(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header =
            ["machine", "transition", "events", "guards", "reduce", "encode", "queue", "sync"].map(String::from);
        let rows: Vec<_> = self.transitions.iter().map(row).collect();
        let mut widths = [0; 8];
        for cells in [&header].into_iter().chain(&rows) {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for cells in [&header].into_iter().chain(&rows) {
            let [machine, transition, numbers @ ..] = cells;
            let [machine_width, transition_width, widths @ ..] = widths;
            write!(f, "{machine:machine_width$}  {transition:transition_width$}")?;
            for (cell, width) in numbers.iter().zip(widths) {
                write!(f, "  {cell:>width$}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn row(profile: &TransitionProfile) -> [String; 8] {
    let TransitionProfile { machine, transition, events, guards, reduce, encode, queue, sync } = profile;
    let stages = [guards, reduce, encode, queue, sync].map(ToString::to_string);
    let [guards, reduce, encode, queue, sync] = stages;
    [machine.clone(), transition.clone(), events.to_string(), guards, reduce, encode, queue, sync]
}
