//! `syncs`: whether what `append` calls durable is: the system calls that make it so, counted from outside.
//!
//! Needs `strace`. The difference of two runs of different length is taken, so that opening and closing count for nothing.

use std::{path::Path, process::Command};

use crate::{
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row},
    setup::Setup,
    workload::{append, spawn},
};

const METRICS: [Metric; 1] = [Metric { workload: "syncs", unit: "syncs/commit", better: Better::Lower }];
const CALLS: &str = "trace=fsync,fdatasync,sync_file_range,msync,pwritev2,io_uring_enter";
const SYNCING: [&str; 2] = ["fsync", "fdatasync"];

/// The argument that makes this program append a few events and leave.
pub(crate) const APPEND: &str = "--append";

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    if !spawn::installed("strace") {
        return Ok(Vec::new());
    }
    let mut race = Race::new(setup, &METRICS);
    for name in append::contenders() {
        race.enter(name, move || {
            let [few, many] = [1, 3].map(|accounts| counted(setup, name, accounts));
            Ok(Reading::one((many? - few?) / 200.0, 0))
        });
    }
    race.run()
}

/// How often the contender synced while it appended the lives of so many accounts.
fn counted(setup: &Setup, name: &str, accounts: u32) -> Result<f64> {
    let folder = setup.new_folder()?;
    let counts = folder.path().join("counts");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-c", "-e", CALLS, "-o"]).arg(&counts).arg(std::env::current_exe()?);
    spawn::errors_of(command.args([APPEND, name, &accounts.to_string()]).arg(folder.path()))?;
    sum(&counts)
}

/// strace's table: share, seconds, microseconds a call, calls, errors if any, name.
fn sum(counts: &Path) -> Result<f64> {
    let text = std::fs::read_to_string(counts)?;
    let calls = text.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let name = words.last()?;
        SYNCING.contains(name).then(|| words.get(3)?.parse::<f64>().ok())?
    });
    Ok(calls.sum())
}
