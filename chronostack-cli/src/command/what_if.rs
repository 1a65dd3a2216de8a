//! `chronostack what-if`

use std::io::Write;

use chronostack_query::{EditData, FutureEnd, FutureRow, FutureStep, NewEvent, WhatIf, WhatIfError};
use clap::Args;
use serde_json::value::RawValue;

use crate::{
    arguments::{FormatArguments, StreamArguments},
    asked::Asked,
    failure::Failure,
    machines::Machines,
    output::{Cell, Column, Output, STRONG, Table, clean, print_changes},
};

/// Show what would have been, had events of a stream been others
///
/// Both futures are shown side by side, from the first event on that is changed; what could not have happened then is left out, with the reason. Nothing is
/// written.
///
/// JSON: `{"parts_at", "rows", "more", "original", "altered", "refused", "changes"}`.
#[derive(Args, Debug)]
#[command(name = "what-if")]
pub(crate) struct WhatIfCommand {
    #[command(flatten)]
    which: StreamArguments,
    /// Leave out the event of this version; may be given more than once
    #[arg(long, value_name = "V", required_unless_present_any = ["replace", "insert"])]
    without: Vec<u64>,
    /// Put another event in the place of this version's, of a type and with data in JSON
    #[arg(long, num_args = 3, value_names = ["V", "TYPE", "DATA"])]
    replace: Vec<String>,
    /// Put one more event behind this version's; 0 is before the first
    #[arg(long = "insert-after", id = "insert", num_args = 3, value_names = ["V", "TYPE", "DATA"])]
    insert: Vec<String>,
    /// Show so many events at most
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    format: FormatArguments,
}

impl WhatIfCommand {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let mut edits: Vec<EditData> = self.without.iter().copied().map(EditData::LeaveOut).collect();
        for event in self.replace.chunks_exact(3) {
            let (version, event) = new_event(event)?;
            edits.push(EditData::Replace(version, event));
        }
        for event in self.insert.chunks_exact(3) {
            let (version, event) = new_event(event)?;
            edits.push(EditData::InsertAfter(version, event));
        }
        let asked = Asked::find(&self.which, machines)?;
        asked.story(|story| {
            let what_if = story.what_if(&edits, self.limit).map_err(refused)?;
            let mut output = Output::new();
            if self.format.json {
                output.json(&what_if)?;
            } else {
                print(&what_if, &mut output)?;
            }
            Ok(output.flush()?)
        })
    }
}

/// What stands behind `--replace` and `--insert-after`.
fn new_event(given: &[String]) -> Result<(u64, NewEvent), Failure> {
    let [version, event, data] = given else {
        return Err(Failure::usage("a version, a type and data in JSON are needed"));
    };
    let version = version.parse().map_err(|_| Failure::usage(format!("`{}` is no version", clean(version))))?;
    let data = RawValue::from_string(data.clone())
        .map_err(|error| Failure::usage(format!("the data of version {version} is no JSON: {error}")))?;
    Ok((version, NewEvent { event: event.clone(), data }))
}

fn refused(error: WhatIfError) -> Failure {
    let failure = Failure::usage(format!("failed to {error}"));
    match error {
        WhatIfError::NoType { nearest, .. } => failure.nearest(&nearest),
        _ => failure,
    }
}

fn print(what_if: &WhatIf, output: &mut Output) -> Result<(), Failure> {
    let columns = [
        Column::right("V"),
        Column::left("AS IT WAS"),
        Column::right("V"),
        Column::left("AS IT WOULD BE"),
        Column::left(""),
    ];
    let mut table = Table::new(columns);
    for FutureRow { original, altered } in &what_if.rows {
        let step = original.as_ref().or(altered.as_ref());
        let note = match step {
            Some(FutureStep { same_state: true, .. }) => "the same state",
            _ => "",
        };
        let version = |step: &Option<FutureStep>| {
            Cell::new(step.as_ref().map(|step| step.version.to_string()).unwrap_or_default())
        };
        let told = |step: &Option<FutureStep>| {
            let step = step.as_ref().map(|step| {
                (format!("{}  {}", step.event, step.transition.as_deref().unwrap_or("(ignored)")), step.edited)
            });
            match step {
                None => Cell::new("-"),
                Some((text, true)) => Cell::styled(text, STRONG),
                Some((text, false)) => Cell::new(text),
            }
        };
        table.row([version(original), told(original), version(altered), told(altered), Cell::new(note)], output)?;
    }
    table.print(output)?;
    if what_if.more {
        writeln!(output, "and more events")?;
    }
    for refused in &what_if.refused {
        writeln!(output, "refused, of version {}: {}", refused.version, clean(&refused.message))?;
    }
    match what_if.parts_at {
        Some(version) => writeln!(output, "the states part at version {version}")?,
        None => writeln!(output, "the states never part")?,
    }
    let end = |end: &FutureEnd| format!("{} at version {}", end.name, end.version);
    writeln!(output, "in the end: {}; it would be {}", end(&what_if.original), end(&what_if.altered))?;
    Ok(print_changes(&what_if.changes, 2, output)?)
}
