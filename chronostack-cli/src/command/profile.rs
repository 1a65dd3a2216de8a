//! `chronostack profile`

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use chronostack::profile::Profile as Answer;
use clap::Args;

use crate::{
    arguments::FormatArguments,
    failure::Failure,
    output::{Cell, Column, DIM, Output, STRONG, Table, count},
};

/// Show where the time of a process's commits went, by transition and stage
///
/// Of each stage the median and the 99th percentile: `guards` asks the table and the guards, `reduce` is the handler, `encode` makes bytes, `queue` waits for
/// the commits before, `sync` for the disk. No log holds that; the process writes it: `std::fs::write("profile.json", stack.profile().to_json())`.
///
/// JSON: `{"machine", "transition", "events", "guards", "reduce", "encode", "queue", "sync"}`, each stage as
/// `{"count", "mean_ns", "p50_ns", "p99_ns", "max_ns", "buckets": [{"up_to_ns", "count"}]}`.
#[derive(Args, Debug)]
pub(crate) struct Profile {
    /// What the process wrote; `-` reads it from stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    format: FormatArguments,
}

impl Profile {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let profile = read(&self.file)?;
        let mut output = Output::new();
        if self.format.json {
            profile.transitions.iter().try_for_each(|transition| output.json(transition))?;
        } else {
            print(&profile, &mut output)?;
        }
        Ok(output.flush()?)
    }
}

/// The profile that a process wrote to `file`.
pub(crate) fn read(file: &Path) -> Result<Answer, Failure> {
    let from_stdin = file == Path::new("-");
    let json = if from_stdin { io::read_to_string(io::stdin()) } else { fs::read_to_string(file) };
    let name = if from_stdin { "stdin".into() } else { file.display().to_string() };
    let json = json.map_err(|error| Failure::usage(format!("failed to read {name}: {error}")))?;
    Answer::from_json(&json).map_err(|error| {
        Failure::new(format!("{name} is no profile: {error}"))
            .tip("have the process write one: std::fs::write(\"profile.json\", stack.profile().to_json())")
    })
}

fn print(profile: &Answer, output: &mut Output) -> io::Result<()> {
    let mut table = Table::new([
        Column::left("MACHINE"),
        Column::left("TRANSITION"),
        Column::right("EVENTS"),
        Column::right("TIMED"),
        Column::right("GUARDS"),
        Column::right("REDUCE"),
        Column::right("ENCODE"),
        Column::right("QUEUE"),
        Column::right("SYNC"),
    ]);
    for transition in &profile.transitions {
        let cells = [
            Cell::new(&transition.machine),
            Cell::styled(&transition.transition, STRONG),
            Cell::new(count(transition.events)),
            Cell::new(count(transition.guards.count)),
            Cell::new(transition.guards.to_string()),
            Cell::new(transition.reduce.to_string()),
            Cell::new(transition.encode.to_string()),
            Cell::new(transition.queue.to_string()),
            Cell::new(transition.sync.to_string()),
        ];
        table.row(cells, output)?;
    }
    table.print(output)?;
    if profile.transitions.is_empty() {
        return writeln!(output, "nothing was recorded");
    }
    Cell::styled("Each stage: median / 99th percentile of the commits that were timed.", DIM).print_line(output)
}
