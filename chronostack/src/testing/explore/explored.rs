//! What was explored, and what that proves.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::testing::words;

/// Why no further states were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    States(usize),
    Time(Duration),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::States(most) => write!(f, "{most} states"),
            Self::Time(most) => write!(f, "{most:?}"),
        }
    }
}

/// What was looked at. Displays what that proves.
#[derive(Debug)]
pub(in crate::testing) struct Explored {
    pub(super) laws: Vec<&'static str>,
    pub(super) states: usize,
    /// Payloads that were tried in each state.
    pub(super) payloads: usize,
    /// The events of a shortest history to the last state whose events were tried: all histories of so many were looked at.
    pub(super) events: u64,
    pub(super) stopped: Option<Stop>,
    /// What handlers panicked with, by event and state.
    pub(super) panics: BTreeMap<(&'static str, &'static str), String>,
}

impl fmt::Display for Explored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { laws, states, payloads, events, stopped, panics } = self;
        let events = words::events(usize::try_from(*events).unwrap_or(usize::MAX));
        let histories = match stopped {
            None => {
                writeln!(f, "explored {states} states, all within {events}; complete")?;
                "every history".to_owned()
            }
            Some(stop) => {
                writeln!(f, "explored {states} states; the bound of {stop} is reached")?;
                format!("every history of up to {events}")
            }
        };
        writeln!(f, "  proved for {histories} of {payloads} payloads (edges of their types, recorded ones)")?;
        writeln!(f, "  and of values that the state holds: {}", laws.join(", "))?;
        for ((event, state), message) in panics {
            writeln!(f, "  a legal `{event}` panics in `{state}`, and a dispatch refuses it: {message}")?;
        }
        Ok(())
    }
}
