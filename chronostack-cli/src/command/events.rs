//! `chronostack events`

use std::{io::Write, ops::ControlFlow};

use chronostack::{
    interchange::CloudEvent,
    log::{FileLog, RecordRef},
    schema::to_json_text,
};
use chronostack_query::{EventQuery, Start};
use clap::Args;
use pollster::block_on;

use crate::{
    arguments::{EventArguments, FormatArguments, LogArgument},
    attempt::Attempt,
    failure::Failure,
    log_path::LogPath,
    output::{Cell, Column, DIM, Output, STRONG, Table},
};

/// How many of the newest events are shown before new ones are waited for.
const FOLLOWED_AT_FIRST: u64 = 10;
/// A terminal that is this wide has room for dates.
const COLUMNS_WITH_DATES: usize = 120;

/// Show events in the order of the log, payloads as JSON
///
/// A damaged log cannot be opened; --salvage shows what is sound in it.
///
/// JSON: a line of CloudEvents 1.0, as `export` writes it.
#[derive(Args, Debug)]
pub(crate) struct Events {
    #[command(flatten)]
    log: LogArgument,
    #[command(flatten)]
    which: EventArguments,
    /// Go on with what is recorded from now on, until interrupted; starts 10 events before the end, unless --from says otherwise
    #[arg(long, short)]
    follow: bool,
    /// Show what is sound in a damaged log, up to the first damage in each segment
    #[arg(long, conflicts_with_all = ["follow", "from", "until"])]
    salvage: bool,
    #[command(flatten)]
    format: FormatArguments,
}

impl Events {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let path = LogPath::find(&self.log.log)?;
        let mut printer = Printer::new(self.format.json);
        let mut query = self.which.query();
        if self.salvage {
            return salvage(&path, &query, printer);
        }
        let log = path.open()?;
        if !self.follow {
            block_on(query.require(log.as_ref()))?;
            block_on(query.show(log.as_ref(), &mut |record| printer.take(record)))?;
            return printer.finish();
        }
        if self.which.from.is_none() {
            query.start = Start::Last(FOLLOWED_AT_FIRST);
        }
        let limit = query.limit;
        let mut next = block_on(query.show(log.as_ref(), &mut |record| printer.take(record)))?;
        loop {
            printer.flush()?;
            if limit.is_some_and(|limit| printer.shown >= limit) {
                return Ok(());
            }
            query.limit = limit.map(|limit| limit - printer.shown);
            block_on(log.wait_past(next - 1))?;
            next = block_on(query.show_from(log.as_ref(), next, &mut |record| printer.take(record)))?;
        }
    }
}

fn salvage(path: &LogPath, query: &EventQuery, mut printer: Printer) -> Result<(), Failure> {
    let LogPath::Folder(folder) = path else {
        let tip = "`.recover` of the sqlite3 shell saves what is sound in a damaged database";
        return Err(Failure::usage("--salvage is for logs in folders").tip(tip));
    };
    let mut look = |record: &RecordRef<'_>| {
        if query.limit.is_some_and(|limit| printer.shown >= limit) {
            return ControlFlow::Break(());
        }
        if query.admits(record) { printer.take(record) } else { ControlFlow::Continue(()) }
    };
    let report = FileLog::options().salvage(folder, &mut look)?;
    printer.finish()?;
    for problem in &report.problems {
        anstream::eprintln!("not shown: {problem}");
    }
    Ok(())
}

/// Prints events while a scan shows them.
struct Printer {
    output: Output,
    table: Option<Table<6>>,
    /// The day of the last one, where days have lines of their own.
    day: Option<String>,
    shown: u64,
    attempt: Attempt,
}

impl Printer {
    fn new(json: bool) -> Self {
        let columns = [
            Column::right("AT"),
            Column::left("TIME"),
            Column::left("STREAM"),
            Column::right("V"),
            Column::left("EVENT"),
            Column::left("DATA"),
        ];
        let table = (!json).then(|| Table::new(columns));
        Self { output: Output::new(), table, day: None, shown: 0, attempt: Attempt::default() }
    }

    /// Prints a record, or ends the scan.
    fn take(&mut self, record: &RecordRef<'_>) -> ControlFlow<()> {
        self.shown += 1;
        let done = self.print(record);
        self.attempt.go_on(done)
    }

    fn print(&mut self, record: &RecordRef<'_>) -> Result<(), Failure> {
        let Some(table) = &mut self.table else {
            let event = CloudEvent::of_record(&record.to_record())?;
            return Ok(writeln!(self.output, "{}", event.to_line())?);
        };
        let kind = record.kind;
        // One that does not fit its schema is shown with the reason: the others are worth seeing.
        let data = to_json_text(&kind.schema, kind.codec, record.payload).unwrap_or_else(|error| format!("({error})"));
        let time = format!("{:.3}", record.recorded_at);
        let narrow = self.output.columns.is_some_and(|columns| columns < COLUMNS_WITH_DATES);
        let time = match time.split_once('T').filter(|_| narrow) {
            Some((day, time)) => {
                if self.day.as_deref() != Some(day) {
                    table.line(Cell::styled(day, DIM), &mut self.output)?;
                    self.day = Some(day.to_owned());
                }
                time.trim_end_matches('Z').to_owned()
            }
            None => time,
        };
        let event = if kind.version == 1 { kind.name.clone() } else { format!("{}@{}", kind.name, kind.version) };
        let cells = [
            Cell::new(record.position.to_string()),
            Cell::styled(time, DIM),
            Cell::styled(record.stream(), STRONG),
            Cell::new(record.version.to_string()),
            Cell::new(event),
            Cell::new(data),
        ];
        Ok(table.row(cells, &mut self.output)?)
    }

    /// Prints what waits, and answers with what went wrong.
    fn flush(&mut self) -> Result<(), Failure> {
        self.attempt.result()?;
        if let Some(table) = &mut self.table {
            table.print(&mut self.output)?;
        }
        Ok(self.output.flush()?)
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.flush()
    }
}
