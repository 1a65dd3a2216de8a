//! `chronostack verify`

use std::{io::Write, ops::ControlFlow, path::Path};

use chronostack::log::{FileLog, file::VerifyReport};
use clap::Args;
use pollster::block_on;
use serde::Serialize;

use crate::{
    arguments::{FormatArguments, LogArgument},
    failure::Failure,
    log_path::LogPath,
    output::{Output, Progress, bytes, clean, count, counted},
};

/// Check every byte of a log: checksums, positions, versions, times, and each payload against its schema
///
/// Of a folder every byte is read. Of an SQLite database SQLite checks its pages, and every event is held against its checksum. Nothing is
/// changed. Exit code 0: the log is sound; 1: it is not; 2: there is no log.
///
/// JSON: `{"sound", "events", "bytes", "problems"}`.
#[derive(Args, Debug)]
pub(crate) struct Verify {
    #[command(flatten)]
    log: LogArgument,
    #[command(flatten)]
    format: FormatArguments,
}

/// What was found.
#[derive(Serialize)]
struct Found {
    sound: bool,
    events: u64,
    bytes: u64,
    problems: Vec<String>,
    problems_left_out: u64,
    /// What stands at the end and is no commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    torn_bytes: Option<u64>,
}

impl Verify {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let path = LogPath::find(&self.log.log)?;
        let found = match &path {
            LogPath::Folder(folder) => folder_of(folder)?,
            LogPath::Sqlite(file) => database(file, &path)?,
        };
        let mut output = Output::new();
        if self.format.json {
            output.json(&found)?;
        } else {
            print(&found, &path, &mut output)?;
        }
        output.flush()?;
        if found.sound { Ok(()) } else { Err(Failure::Unsound) }
    }
}

fn folder_of(folder: &Path) -> Result<Found, Failure> {
    // Only to tell how far it came: a damaged log does not open.
    let head =
        FileLog::options().read_only(true).open(folder).ok().map(|log| block_on(chronostack::log::Log::head(&log)));
    let progress = Progress::before_answer("events", head.and_then(Result::ok));
    let mut events = 0;
    let report: VerifyReport = FileLog::options().salvage(folder, &mut |_| {
        events += 1;
        progress.reach(events);
        ControlFlow::Continue(())
    })?;
    Ok(Found {
        sound: report.is_sound(),
        events: report.events,
        bytes: report.bytes,
        problems: report.problems.iter().map(ToString::to_string).collect(),
        problems_left_out: report.problems_left_out,
        torn_bytes: report.tail.map(|tail| tail.bytes_cut),
    })
}

fn database(file: &Path, path: &LogPath) -> Result<Found, Failure> {
    let mut problems = pages(file)?;
    let log = path.open()?;
    let progress = Progress::before_answer("events", Some(block_on(log.head())?));
    let checked = block_on(chronostack_query::check(log.as_ref(), &mut |events| progress.reach(events)))?;
    problems.extend(checked.problems);
    Ok(Found {
        sound: problems.is_empty(),
        events: checked.events,
        bytes: path.bytes(),
        problems,
        problems_left_out: checked.problems_left_out,
        torn_bytes: None,
    })
}

/// What SQLite finds wrong with its pages and indexes.
#[cfg(feature = "sqlite")]
fn pages(file: &Path) -> Result<Vec<String>, Failure> {
    use chronostack_sqlite::rusqlite::{Connection, Error, OpenFlags};
    let look = || -> Result<Vec<String>, Error> {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut check = connection.prepare("PRAGMA integrity_check")?;
        let told: Result<Vec<String>, Error> = check.query_map([], |row| row.get(0))?.collect();
        Ok(told?.into_iter().filter(|line| line != "ok").collect())
    };
    look().map_err(|error| Failure::new(format!("failed to check the pages of {}: {error}", file.display())))
}

#[cfg(not(feature = "sqlite"))]
fn pages(file: &Path) -> Result<Vec<String>, Failure> {
    Err(crate::log_path::without_sqlite(file))
}

fn print(found: &Found, path: &LogPath, output: &mut Output) -> Result<(), Failure> {
    for problem in &found.problems {
        writeln!(output, "{}", clean(problem))?;
    }
    if found.problems_left_out > 0 {
        writeln!(output, "and {} more", count(found.problems_left_out))?;
    }
    if let Some(torn) = found.torn_bytes {
        writeln!(output, "{} at the end were never acknowledged; the next writer cuts them off", bytes(torn))?;
    }
    let (events, size, path) = (counted(found.events, "event"), bytes(found.bytes), path.describe());
    if found.sound {
        writeln!(output, "sound: {events}, {size}, {path}")?;
    } else {
        let problems = counted(found.problems.len() as u64 + found.problems_left_out, "problem");
        writeln!(output, "not sound: {problems}; {events} can be read; {path}")?;
    }
    Ok(())
}
