//! How many instructions `fold` takes an event: what no other load on the machine can blur. Needs valgrind.

use std::process::Command;

use crate::{
    data::Bank,
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row},
    setup::Setup,
    workload::{fold, spawn},
};

const METRICS: [Metric; 1] =
    [Metric { workload: "fold-instructions", unit: "instructions/event", better: Better::Lower }];
const ACCOUNTS: u32 = 200;
const REPEATS: [u32; 2] = [1, 3];

/// The argument that makes this program fold so often, and nothing else.
pub(crate) const FOLD: &str = "--fold";

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    if !spawn::installed("valgrind") {
        return Ok(Vec::new());
    }
    let mut race = Race::new(setup, &METRICS);
    for (name, _) in fold::CONTENDERS {
        race.enter(name, move || {
            // Between the two runs lies what the events themselves take.
            let [few, many] = REPEATS.map(|repeats| counted(name, repeats));
            let events = f64::from(ACCOUNTS) * 100.0 * f64::from(REPEATS[1] - REPEATS[0]);
            Ok(Reading::one((many? - few?) / events, 0))
        });
    }
    race.run()
}

fn counted(name: &str, repeats: u32) -> Result<f64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    let said = spawn::errors_of(command.args([FOLD, name, &repeats.to_string()]))?;
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, count) = collected.ok_or_else(|| format!("valgrind said {said}"))?;
    Ok(count.trim().parse()?)
}

/// Folds with one contender, for somebody who counts from outside.
pub(crate) fn child(contender: &str, repeats: u32) -> Result<()> {
    let (_, fold) = fold::CONTENDERS.iter().find(|(known, _)| *known == contender).ok_or("no such contender")?;
    let bank = Bank::new(ACCOUNTS);
    for _ in 0..repeats {
        fold(&bank)?;
    }
    Ok(())
}
