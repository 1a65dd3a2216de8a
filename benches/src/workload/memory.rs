//! `memory`: what a log of a million streams takes in memory for each of them, opened and while it is first written.
//!
//! A process of its own says how much anonymous memory it holds more than before: the index, and what the allocator keeps beside it.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use chronostack::log::{Commit, FileLog, Log, NewRecord, StreamAppend};
use chronostack::{Event, Timestamp, id::StreamName, log::EventKind};
use pollster::block_on;

use crate::{
    bank::AccountEvent,
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row},
    report::CHRONOSTACK,
    setup::Setup,
};

const METRICS: [Metric; 2] = [
    Metric { workload: "memory-opened", unit: "bytes/stream", better: Better::Lower },
    Metric { workload: "memory-written", unit: "bytes/stream", better: Better::Lower },
];
const STREAMS: u32 = 1_000_000;
const STREAMS_QUICK: u32 = 100_000;
const BATCH: u32 = 1_000;

/// The argument that makes this program the process that is measured.
pub(crate) const MEASURED: &str = "--memory";

/// Runs `ChronoStack` alone: no peer has an index of streams.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let mut race = Race::new(setup, &METRICS);
    race.enter(CHRONOSTACK, || {
        let folder = setup.new_folder()?;
        let streams = if setup.arguments.quick { STREAMS_QUICK } else { STREAMS };
        let written = measured(folder.path(), streams)?;
        let opened = measured(folder.path(), 0)?;
        let each = |bytes: f64| Some(bytes / f64::from(streams));
        Ok(Reading { values: vec![each(opened), each(written)], check: streams.into() })
    });
    race.run()
}

fn measured(folder: &Path, streams: u32) -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args([MEASURED, &streams.to_string()]).arg(folder).stderr(Stdio::inherit()).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// The measured process: opens the log, makes so many streams in it, and says how many bytes it holds more than before.
pub(crate) fn child(streams: u32, folder: &Path) -> Result<()> {
    let before = anonymous_kib()?;
    let log = FileLog::open(folder.join("events.chrono"))?;
    let kind = std::sync::Arc::new(EventKind::from(&AccountEvent::TYPES[0]));
    for first in (0..streams).step_by(BATCH as usize) {
        let mut commit = Commit::default();
        for number in first..first + BATCH {
            let records = vec![NewRecord::new(kind.clone(), vec![0], Timestamp::now())];
            let stream = StreamName::new("account", &number.to_string())?;
            commit.streams.push(StreamAppend { stream, expected: None, idempotency_key: None, records });
        }
        block_on(log.append(commit))?;
    }
    println!("{}", (anonymous_kib()? - before) * 1024);
    block_on(log.close())?;
    Ok(())
}

fn anonymous_kib() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix("RssAnon:")).ok_or("the system does not say RssAnon")?;
    Ok(line.trim().trim_end_matches("kB").trim_end().parse()?)
}
