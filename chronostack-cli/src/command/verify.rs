//! `chronostack verify`

use std::{io::Write, ops::ControlFlow, path::Path, sync::Arc};

use chronostack::log::{FileLog, Log, file::VerifyReport};
use chronostack_query::AnyMachine;
use clap::Args;
use pollster::block_on;
use serde::Serialize;

use crate::{
    arguments::{FormatArguments, LogArgument},
    failure::Failure,
    log_path::LogPath,
    machines::Machines,
    output::{Output, Progress, bytes, clean, count, counted},
};

/// Check every byte of a log: checksums, positions, versions, times, and each payload against its schema
///
/// Of a folder every byte is read. Of an SQLite database SQLite checks its pages, and every event is held against its checksum. Nothing is
/// changed. A program with machines also replays all of their streams, and holds the states against the fingerprints that were recorded. Exit code 0: the
/// log is sound; 1: it is not; 2: there is no log.
///
/// JSON: `{"sound", "events", "bytes", "problems", "problems_left_out", "torn_bytes", "machines"}`, of each machine `{"machine", "streams", "reproduced",
/// "incomparable", "problems"}`.
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
    /// What the machines make of it, where it is sound.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    machines: Vec<Replayed>,
}

/// What one machine makes of the log.
#[derive(Default, Serialize)]
struct Replayed {
    machine: &'static str,
    streams: u64,
    reproduced: u64,
    incomparable: u64,
    /// Where its states are not those that were recorded, or cannot be made.
    problems: Vec<String>,
}

impl Replayed {
    fn by(machine: &dyn AnyMachine, log: &Arc<dyn Log>) -> Self {
        let machine_name = machine.spec().name;
        match block_on(machine.verify_all(Arc::clone(log))) {
            Ok(all) => Self {
                machine: machine_name,
                streams: all.streams,
                reproduced: all.verified.reproduced,
                incomparable: all.verified.incomparable,
                problems: all.diverged.iter().map(ToString::to_string).collect(),
            },
            Err(error) => Self {
                machine: machine_name,
                problems: vec![format!("{machine_name}: failed to {error}")],
                ..Self::default()
            },
        }
    }
}

impl Verify {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let path = LogPath::find(&self.log.log)?;
        let mut found = match &path {
            LogPath::Folder(folder) => folder_of(folder)?,
            LogPath::Sqlite(file) => database(file, &path)?,
        };
        if found.sound && !machines.is_empty() {
            let log = path.open()?;
            found.machines = machines.iter().map(|machine| Replayed::by(machine, &log)).collect();
            found.sound = found.machines.iter().all(|replayed| replayed.problems.is_empty());
        }
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
    let head = FileLog::options().read_only(true).open(folder).ok().map(|log| block_on(log.head()));
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
        machines: Vec::new(),
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
        machines: Vec::new(),
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
    for Replayed { machine, streams, reproduced, problems, .. } in &found.machines {
        for line in problems.iter().flat_map(|problem| problem.lines()) {
            writeln!(output, "{}", clean(line))?;
        }
        if *streams == 0 && !problems.is_empty() {
            continue;
        }
        let (streams, reproduced) = (counted(*streams, "stream"), counted(*reproduced, "fingerprint"));
        writeln!(output, "{machine}: {streams} replayed, {reproduced} reproduced")?;
    }
    let (events, size, path) = (counted(found.events, "event"), bytes(found.bytes), path.describe());
    if found.sound {
        writeln!(output, "sound: {events}, {size}, {path}")?;
    } else {
        let of_machines: usize = found.machines.iter().map(|replayed| replayed.problems.len()).sum();
        let problems = (found.problems.len() + of_machines) as u64 + found.problems_left_out;
        let problems = counted(problems, "problem");
        writeln!(output, "not sound: {problems}; {events} can be read; {path}")?;
    }
    Ok(())
}
