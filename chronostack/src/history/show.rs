//! A history as text.

use std::fmt;

use crate::{history::timeline::History, machine::Reducer};

/// Every step, as [`Step`](crate::history::Step) displays, then what is refused and what is wrong.
impl<R: Reducer> fmt::Display for History<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.len() {
            1 => write!(f, "{}, 1 event", self.stream())?,
            events => write!(f, "{}, {events} events", self.stream())?,
        }
        for step in self.steps() {
            f.write_str("\n")?;
            fmt::Display::fmt(&step, f)?;
        }
        if let Some(error) = self.error() {
            write!(f, "\nfailed to {error}")?;
        }
        if !self.refused().is_empty() {
            f.write_str("\nrefused")?;
        }
        for refused in self.refused() {
            write!(f, "\n{}  {}", refused.recorded.meta.version, refused.reason())?;
        }
        Ok(())
    }
}
