//! `chronostack export`

use std::{
    collections::{HashSet, VecDeque},
    io::Write,
    iter,
    path::PathBuf,
    sync::Arc,
};

use chronostack::{
    interchange::{CloudEvent, merged},
    log::{Log, ReadLimit, Record, RecordRef},
};
use chronostack_query::EventQuery;
use clap::Args;
use pollster::block_on;

use crate::{
    arguments::EventArguments,
    attempt::Attempt,
    failure::Failure,
    log_path::LogPath,
    output::{Output, Progress},
};

/// Write events as lines of CloudEvents 1.0 JSON, which `import` reads
///
/// Those of several logs come in order of their logical time, such that none stands before what led to it: `chronostack export web payments |
/// chronostack import one` makes one log of two. The first line of each event type also tells the shape of its payloads, as `payloadschema`.
#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The logs: folders or SQLite databases
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,
    #[command(flatten)]
    which: EventArguments,
}

impl Export {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let logs = self.logs.iter().map(|path| LogPath::find(path)?.open()).collect::<Result<Vec<_>, _>>()?;
        let query = self.which.query();
        match &logs[..] {
            [log] => part(log.as_ref(), &query),
            _ if query == EventQuery::default() => all(logs),
            _ => Err(Failure::usage("several logs are exported whole").tip("export a part of each by itself")),
        }
    }
}

/// Exports what is asked for of one log.
fn part(log: &dyn Log, query: &EventQuery) -> Result<(), Failure> {
    block_on(query.require(log))?;
    let progress = Progress::new("positions", Some(block_on(log.head())?));
    let mut lines = Lines::new();
    let mut write = |record: &RecordRef<'_>| {
        progress.reach(record.position);
        lines.write(exported(&record.to_record())?)
    };
    let mut attempt = Attempt::default();
    block_on(query.show(log, &mut |record| attempt.go_on(write(record))))?;
    attempt.result()?;
    Ok(lines.output.flush()?)
}

/// Exports several logs as one sequence.
fn all(logs: Vec<Arc<dyn Log>>) -> Result<(), Failure> {
    let heads = logs.iter().map(|log| block_on(log.head())).collect::<Result<Vec<_>, _>>()?;
    let progress = Progress::new("events", Some(heads.iter().sum()));
    let mut lines = Lines::new();
    for (count, event) in (1..).zip(merged(logs.into_iter().map(events))) {
        lines.write(event?)?;
        progress.reach(count);
    }
    Ok(lines.output.flush()?)
}

/// The events of a log, a page at a time.
fn events(log: Arc<dyn Log>) -> impl Iterator<Item = Result<CloudEvent, Failure>> {
    let (mut page, mut next) = (VecDeque::new(), Some(1));
    iter::from_fn(move || {
        if let (true, Some(from)) = (page.is_empty(), next) {
            match block_on(log.read(from, ReadLimit::PAGE)) {
                Ok(read) => {
                    next = read.records.last().filter(|_| read.more).map(|last| last.meta.position + 1);
                    page.extend(read.records);
                }
                Err(error) => {
                    next = None;
                    return Some(Err(error.into()));
                }
            }
        }
        page.pop_front().map(|record| exported(&record))
    })
}

/// An event with what its type's payloads are.
fn exported(record: &Record) -> Result<CloudEvent, Failure> {
    Ok(CloudEvent { kind: Some(Arc::clone(&record.kind)), ..CloudEvent::of_record(record)? })
}

struct Lines {
    output: Output,
    /// The types whose shape was told.
    told: HashSet<(String, u32)>,
}

impl Lines {
    fn new() -> Self {
        Self { output: Output::new(), told: HashSet::new() }
    }

    fn write(&mut self, mut event: CloudEvent) -> Result<(), Failure> {
        if !self.told.insert((event.name.clone(), event.version)) {
            event.kind = None;
        }
        Ok(writeln!(self.output, "{}", event.to_line())?)
    }
}
