//! Changes of a state, a line each.

use std::io;

use anstyle::{AnsiColor, Style};
use chronostack::diff::Change;

use crate::output::{stdout::Output, table::Cell};

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

/// The change as a line behind so many blanks. A long value is cut.
pub(crate) fn change_cell(change: &Change, indent: usize) -> Cell {
    let style = match change {
        Change::Added { .. } => ADDED,
        Change::Removed { .. } => REMOVED,
        _ => CHANGED,
    };
    Cell::styled(format!("{:indent$}{change}", ""), style)
}

/// Writes the changes behind so many blanks, cut where they would not fit the terminal.
pub(crate) fn print_changes(changes: &[Change], indent: usize, output: &mut Output) -> io::Result<()> {
    changes.iter().try_for_each(|change| change_cell(change, indent).print_line(output))
}
