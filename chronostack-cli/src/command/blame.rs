//! `chronostack blame`

use std::io::Write;

use chronostack_query::BlameData;
use clap::Args;

use crate::{
    arguments::{FormatArguments, StreamArguments},
    asked::Asked,
    attempt::Attempt,
    failure::Failure,
    machines::Machines,
    output::{Cell, Column, DIM, Output, STRONG, Table, change_cell},
};

/// Show which events changed a field of a stream's state, from what to what
///
/// JSON, for each event: `{"version", "position", "recorded_at", "actor", "event", "transition", "before", "after", "changes"}`.
#[derive(Args, Debug)]
pub(crate) struct Blame {
    #[command(flatten)]
    which: StreamArguments,
    /// The field, as a JSON Pointer: `/due_cents`, `/items/0/sku`; of an enum, within its present variant; the empty one is the whole state
    pointer: String,
    #[command(flatten)]
    format: FormatArguments,
}

impl Blame {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let asked = Asked::find(&self.which, machines)?;
        let mut output = Output::new();
        let columns = [
            Column::right("V"),
            Column::left("EVENT"),
            Column::left("TRANSITION"),
            Column::left("RECORDED"),
            Column::left("BY"),
            Column::left("CHANGE"),
        ];
        let mut table = Table::new(columns);
        let mut found = false;
        asked.story(|story| {
            let mut attempt = Attempt::default();
            let pointer = story.blame(&self.pointer, 1..u64::MAX, &mut |entry| {
                found = true;
                attempt.go_on(if self.format.json { output.json(entry) } else { print(entry, &mut table, &mut output) })
            });
            attempt.result()?;
            table.print(&mut output)?;
            if !found && !self.format.json {
                writeln!(output, "no event changed {pointer}")?;
            }
            Ok(output.flush()?)
        })
    }
}

fn print(entry: &BlameData, table: &mut Table<6>, output: &mut Output) -> Result<(), Failure> {
    let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    let change = match (json(&entry.before), json(&entry.after)) {
        _ if !entry.changes.is_empty() => String::new(),
        (Some(before), Some(after)) => format!("~ {before} -> {after}"),
        (Some(before), None) => format!("- {before}"),
        (None, after) => format!("+ {}", after.unwrap_or_default()),
    };
    let cells = [
        Cell::new(entry.version.to_string()),
        Cell::styled(entry.event, STRONG),
        Cell::new(entry.transition.as_deref().unwrap_or_default()),
        Cell::styled(format!("{:.3}", entry.recorded_at), DIM),
        Cell::new(entry.actor.as_deref().unwrap_or_default()),
        Cell::new(change),
    ];
    table.row(cells, output)?;
    for change in &entry.changes {
        table.line(change_cell(change, 5), output)?;
    }
    Ok(())
}
