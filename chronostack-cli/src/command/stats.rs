//! `chronostack stats`

use std::io::Write;

use chronostack_query::Stats as Answer;
use clap::Args;
use pollster::block_on;
use serde::Serialize;

use crate::{
    arguments::{FormatArguments, LogArgument},
    failure::Failure,
    log_path::LogPath,
    output::{Cell, Column, Output, Progress, STRONG, Table, bytes, count, counted},
};

/// Say what a log holds: how many events, of which types, in which streams, since when
///
/// JSON: one object with all of it.
#[derive(Args, Debug)]
pub(crate) struct Stats {
    #[command(flatten)]
    log: LogArgument,
    #[command(flatten)]
    format: FormatArguments,
}

/// What JSON shows.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    stats: &'a Answer,
    bytes: u64,
}

impl Stats {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let path = LogPath::find(&self.log.log)?;
        let log = path.open()?;
        let progress = Progress::before_answer("positions", Some(block_on(log.head())?));
        let stats = block_on(Answer::of(log.as_ref(), &mut |events| progress.reach(events)))?;
        drop(progress);
        let mut output = Output::new();
        if self.format.json {
            output.json(&Line { stats: &stats, bytes: path.bytes() })?;
        } else {
            print(&stats, &path, &mut output)?;
        }
        Ok(output.flush()?)
    }
}

fn print(stats: &Answer, path: &LogPath, output: &mut Output) -> Result<(), Failure> {
    writeln!(output, "log       {}  {}", stats.log, path.describe())?;
    writeln!(output, "size      {}", bytes(path.bytes()))?;
    writeln!(output, "events    {} in {}", count(stats.events()), counted(stats.streams(), "stream"))?;
    if stats.first > 1 {
        let (first, archived) = (count(stats.first), count(stats.first - 1));
        writeln!(output, "archived  {archived} events before position {first}, which are not counted")?;
    }
    if let (Some(first), Some(last)) = (stats.recorded_first, stats.recorded_last) {
        writeln!(output, "recorded  {first:.3} to {last:.3}")?;
    }
    if !stats.stream_kinds.is_empty() {
        writeln!(output)?;
    }
    let mut table = Table::new([
        Column::left("STREAMS OF"),
        Column::right("COUNT"),
        Column::right("EVENTS"),
        Column::right("AT MOST"),
        Column::left("IN"),
    ]);
    for kind in &stats.stream_kinds {
        let cells = [
            Cell::styled(&kind.kind, STRONG),
            Cell::new(count(kind.streams)),
            Cell::new(count(kind.events)),
            Cell::new(count(kind.longest_events)),
            Cell::new(&kind.longest),
        ];
        table.row(cells, output)?;
    }
    table.print(output)?;
    if !stats.event_types.is_empty() {
        writeln!(output)?;
    }
    let mut table = Table::new([
        Column::left("EVENT"),
        Column::right("VERSION"),
        Column::right("COUNT"),
        Column::right("PAYLOADS"),
        Column::right("LARGEST"),
        Column::right("LAST AT"),
    ]);
    for kind in &stats.event_types {
        let cells = [
            Cell::styled(&kind.event, STRONG),
            Cell::new(kind.version.to_string()),
            Cell::new(count(kind.events)),
            Cell::new(bytes(kind.payload_bytes)),
            Cell::new(bytes(kind.payload_bytes_max)),
            Cell::new(count(kind.last)),
        ];
        table.row(cells, output)?;
    }
    Ok(table.print(output)?)
}
