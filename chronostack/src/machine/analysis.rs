//! What the table says about itself: unreachable states, dead ends, the full matrix.

use std::{collections::BTreeSet, fmt};

use serde::Serialize;

use crate::machine::spec::{MachineSpec, Otherwise, TransitionSpec};

/// Every state × every event, and what happens there. Displays as a table, one line a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Matrix {
    /// The states' names: the rows.
    pub states: Vec<&'static str>,
    /// The events' names: the columns.
    pub events: Vec<&'static str>,
    /// One list a state, in it one cell an event.
    pub cells: Vec<Vec<Cell>>,
}

/// What happens to an event in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Cell {
    /// A handler folds it.
    Handled {
        /// The handler's function.
        handler: &'static str,
        /// Only what is stored already; what is new is refused.
        retired: bool,
    },
    /// It changes nothing, and is not recorded.
    Ignored,
    /// It is refused.
    Rejected,
}

impl MachineSpec {
    /// The full table. That of a reducer by hand, whose rows are in its code, says [`Cell::Rejected`] everywhere.
    pub fn matrix(&self) -> Matrix {
        let states: Vec<_> = self.states.iter().map(|state| state.name).collect();
        let events: Vec<_> = self.events.iter().map(|event| event.name).collect();
        let row = |state: &&'static str| events.iter().map(|event| self.cell(state, event)).collect();
        Matrix { cells: states.iter().map(row).collect(), states, events }
    }

    /// What happens to the event named `event` in the state named `state`.
    pub fn cell(&self, state: &str, event: &str) -> Cell {
        let takes = |row: &&TransitionSpec| row.from.contains(&state) && row.events.contains(&event);
        if let Some(row) = self.transitions.iter().find(takes) {
            return Cell::Handled { handler: row.handler, retired: row.retired };
        }
        let ignored = self.ignored.iter().any(|pair| pair.state == state && pair.event == event);
        if ignored || self.otherwise == Otherwise::Ignore { Cell::Ignored } else { Cell::Rejected }
    }

    /// The states that no row leads to, directly or through others, from the initial one. Retired rows count: what they
    /// led to may be in a log.
    pub fn unreachable_states(&self) -> Vec<&'static str> {
        let initial = self.states.iter().filter(|state| state.initial).map(|state| state.name);
        let mut reached: BTreeSet<&str> = initial.collect();
        let mut frontier: Vec<&str> = reached.iter().copied().collect();
        while let Some(state) = frontier.pop() {
            let rows = self.transitions.iter().filter(|row| row.from.contains(&state));
            frontier.extend(rows.flat_map(|row| &row.to).filter(|to| reached.insert(to)));
        }
        self.states.iter().map(|state| state.name).filter(|state| !reached.contains(state)).collect()
    }

    /// The states that are not terminal, yet have no row that leads to another state for a new event. A machine whose state
    /// is a struct has none.
    pub fn dead_ends(&self) -> Vec<&'static str> {
        let leads_out = |state: &str| {
            let rows = self.transitions.iter().filter(|row| !row.retired && row.from.contains(&state));
            rows.into_iter().any(|row| row.to.iter().any(|to| *to != state))
        };
        let states = self.states.iter().filter(|state| self.is_enum && !state.terminal);
        states.map(|state| state.name).filter(|state| !leads_out(state)).collect()
    }
}

impl MachineSpec {
    /// The states from which no rows lead, directly or through others, to a terminal one. Where no state is terminal the machine
    /// means to go on for ever, and there are none.
    pub fn states_without_end(&self) -> Vec<&'static str> {
        let mut ends: BTreeSet<&str> =
            self.states.iter().filter(|state| state.terminal).map(|state| state.name).collect();
        if ends.is_empty() {
            return Vec::new();
        }
        let new_rows = || self.transitions.iter().filter(|row| !row.retired);
        loop {
            let leading = new_rows().filter(|row| row.to.iter().any(|to| ends.contains(to)));
            let more: Vec<&str> =
                leading.flat_map(|row| &row.from).copied().filter(|from| !ends.contains(from)).collect();
            if more.is_empty() {
                break;
            }
            ends.extend(more);
        }
        self.states.iter().map(|state| state.name).filter(|state| !ends.contains(state)).collect()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handled { handler, retired: false } => f.pad(handler),
            Self::Handled { handler, retired: true } => f.pad(&format!("{handler} (retired)")),
            Self::Ignored => f.pad("ignored"),
            Self::Rejected => f.pad("-"),
        }
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.states.iter().map(|state| state.chars().count()).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.cells.iter().map(|row| row[column].to_string().chars().count());
            cells.chain([self.events[column].chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.events.len()).map(width).collect();
        let line = |f: &mut fmt::Formatter<'_>, name: &str, cells: &[String]| {
            let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("  {cell:width$}"));
            let line = format!("{name:first$}{}", cells.collect::<String>());
            writeln!(f, "{}", line.trim_end())
        };
        line(f, "", &self.events.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        for (state, cells) in self.states.iter().zip(&self.cells) {
            line(f, state, &cells.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        }
        Ok(())
    }
}
