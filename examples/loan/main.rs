//! Thirteen thousand loan applications at a Dutch bank, replayed as they happened.
//!
//! `cargo run --release --example loan -- PATH/bpic2012.xes.gz` reads the event log of the BPI Challenge 2012 (van Dongen,
//! <https://doi.org/10.4121/uuid:3926db30-f712-4394-aebc-75976070e91f>), records its 262,200 events in order of time in a
//! durable log, closes it, opens it again, replays it, and holds what the machines say against what is expected:
//! `bpic2012.expected.json` beside the file if it is there, else a plain count of the entries. Without a path it does the
//! same with a small log of its own making. Then it asks
//! which applications a changed rule would have ended otherwise. Any difference is exit code 1.
//!
//! `--serve` shows the log that stands in the browser, and records it first where there is none: `cargo run --release --example loan -- PATH/bpic2012.xes.gz
//! --serve`. With `--planted-bug` its applications go by rules that have a mistake in them, to be found.

mod application;
mod arguments;
mod bank;
mod clock;
mod fact;
mod facts;
mod feed;
mod figures;
mod offers;
mod planted;
mod progress;
mod report;
mod sample;
mod second_look;
mod serve;
mod tally;
mod work;
mod xes;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use chronostack::Timestamp;

use crate::{
    arguments::{Arguments, USAGE},
    bank::{Bank, Result},
    feed::feed,
    figures::{Counts, Figures},
    progress::Progress,
    report::Report,
    xes::Case,
};

fn main() -> ExitCode {
    let Some(arguments) = Arguments::parse(std::env::args_os().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let Arguments { file, log, serve, port, planted_bug } = &arguments;
    let done = if *serve {
        recorded(file.as_deref(), log).and_then(|()| serve::serve(log, *port, *planted_bug)).map(|()| 0)
    } else {
        run(file.as_deref(), log)
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(differences) => {
            eprintln!("loan: {differences} figures differ from what is expected");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("loan: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Records the cases in the folder `log`, unless there is a log already.
fn recorded(file: Option<&Path>, log: &Path) -> Result<()> {
    if log.exists() {
        println!("the log as it stands: {}", log.display());
        return Ok(());
    }
    let cases = cases(file)?;
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    pollster::block_on(record(log, &cases, &ids))?;
    println!("the log: {}", log.display());
    Ok(())
}

fn cases(file: Option<&Path>) -> Result<Vec<Case>> {
    Ok(match file {
        Some(file) => xes::read_file(file)?,
        None => xes::read(sample::xes(60, 2012).as_bytes())?,
    })
}

/// Does all of it with a log in the folder `log`, and answers with the number of figures that differ.
fn run(path: Option<&Path>, log: &Path) -> Result<usize> {
    let started = Instant::now();
    let cases = cases(path)?;
    let counted = Figures::counted(&cases);
    let (expected, source) = match path.and_then(expected_file) {
        Some(file) => (serde_json::from_slice(&fs::read(&file)?)?, file.display().to_string()),
        None => (counted.clone(), "a plain count of the entries".to_owned()),
    };
    println!("{} cases with {} events read in {:.1} s", counted.cases, counted.events, started.elapsed().as_secs_f64());

    if log.exists() {
        fs::remove_dir_all(log)?;
    }
    let mut report = Report::new(&["expected", "recorded", "replayed"]);
    let mut days = Report::new(&["expected", "as of"]);
    let mut cases_differ = false;
    pollster::block_on(async {
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        let recorded = record(log, &cases, &ids).await?;
        let bank = Bank::open(log)?;
        let started = Instant::now();
        let replayed = bank.replayed(&ids).await?;
        println!("replayed from the log, opened again, in {:.1} s", started.elapsed().as_secs_f64());
        report.figures(&[&expected, &recorded, &replayed]);
        for time in SAMPLE_DAYS {
            let time: Timestamp = time.parse()?;
            let states = vec![states_as_of(&cases, time), bank.states_as_of(&ids, time).await?];
            days.group(format!("applications as of {time}"), states);
        }
        cases_differ = what_if(&bank, &cases).await?;
        bank.close().await
    })?;
    let (figures, differences) = (report.len() + days.len(), report.differences() + days.differences());
    println!("\nexpected: {source}\n{report}\n{days}\n{figures} figures, {differences} of them not as expected");
    println!("the log: {}", log.display());
    Ok(differences + usize::from(cases_differ))
}

/// Replays all applications by a changed rule too, and answers whether others end differently than a plain count of the entries says.
async fn what_if(bank: &Bank, cases: &[Case]) -> Result<bool> {
    let started = Instant::now();
    let shadowed = bank.second_look().await?;
    println!(
        "\nwhat if large applications had got a second look, replayed in {:.1} s",
        started.elapsed().as_secs_f64()
    );
    println!("{shadowed}");
    let ids: Vec<&str> = shadowed.differing.iter().map(|shadow| shadow.stream.id()).collect();
    let differ = ids != second_look::counted(cases);
    println!("a plain count of the entries names {} cases", if differ { "other" } else { "the same" });
    Ok(differ)
}

/// Midnights in the Netherlands.
const SAMPLE_DAYS: [&str; 3] = ["2011-10-15T22:00:00Z", "2011-11-30T23:00:00Z", "2011-12-31T23:00:00Z"];

/// Records all cases in a new log, and closes it.
async fn record(log: &Path, cases: &[Case], ids: &[&str]) -> Result<Figures> {
    let started = Instant::now();
    let bank = Bank::open(log)?;
    let total = cases.iter().map(|case| case.entries.len() as u64).sum();
    let fed = feed(&bank, cases, &mut Progress::new("recording", total)).await?;
    let figures = bank.figures(ids, &fed.transitions, fed.events).await?;
    bank.keep_granted(ids).await?;
    bank.close().await?;
    println!("recorded in order of time, each event durable, in {:.1} s", started.elapsed().as_secs_f64());
    Ok(figures)
}

/// The applications by state at `time`, by a plain count of the entries up to then.
fn states_as_of(cases: &[Case], time: Timestamp) -> Counts {
    let mut then = cases.to_vec();
    for case in &mut then {
        case.entries.retain(|entry| entry.time <= time);
    }
    Figures::counted(&then).final_states
}

/// The file with the expected figures of a log: `bpic2012.expected.json` for `bpic2012.xes.gz`.
fn expected_file(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let file = path.with_file_name(format!("{}.expected.json", name.split_once('.')?.0));
    file.is_file().then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_agrees_with_a_plain_count_recorded_and_replayed() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(run(None, &folder.path().join("loan.chrono")).unwrap(), 0);
    }

    #[test]
    fn a_figure_that_is_not_the_expected_one_is_a_difference() {
        let folder = tempfile::tempdir().unwrap();
        let (xes, text) = (folder.path().join("few.xes"), sample::xes(5, 1));
        fs::write(&xes, &text).unwrap();
        let mut expected = Figures::counted(&xes::read(text.as_bytes()).unwrap());
        expected.requested += 1;
        fs::write(folder.path().join("few.expected.json"), serde_json::to_vec(&expected).unwrap()).unwrap();
        assert_eq!(run(Some(&xes), &folder.path().join("loan.chrono")).unwrap(), 1);
    }
}
