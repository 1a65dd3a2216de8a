//! A paper, keystroke by keystroke, and its text at any version.
//!
//! `cargo run --release --example document -- PATH/automerge-paper.json.gz` records the 259,778 edits of a real paper (by
//! Martin Kleppmann, from <https://github.com/automerge/automerge-perf>) in a durable log, holds the text against the
//! one that the file ends in, opens the log again, replays it, and then asks for the text at random versions. Without a
//! path it does the same with a sentence of its own. A text that differs is exit code 1.

mod document;
mod trace;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use chronostack::{ChronoStack, History, limits::Limits};
use fastrand::Rng;

use crate::{
    document::{Document, DocumentEvent},
    trace::{Trace, read_file, sample},
};

const ID: &str = "paper";
const SEEKS: usize = 1_000;

fn main() -> ExitCode {
    let trace = match std::env::args_os().nth(1).map(PathBuf::from) {
        Some(path) => read_file(&path),
        None => Ok(sample()),
    };
    // It stays, to be looked at; the next run makes it anew.
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target/document.chrono");
    match trace.map_err(Into::into).and_then(|trace| pollster::block_on(run(&trace, &log))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("document: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does all of it with a log in the folder `log`. An error when a text is not the expected one.
async fn run(trace: &Trace, log: &Path) -> Result<(), Box<dyn Error>> {
    if log.exists() {
        fs::remove_dir_all(log)?;
    }
    let started = Instant::now();
    let stack = ChronoStack::open(log)?;
    let documents = stack.machine::<Document>();
    for batch in trace.edits.chunks(Limits::DEFAULT.commit_events_max) {
        let events: Vec<DocumentEvent> = batch.iter().cloned().map(DocumentEvent::from).collect();
        documents.decide(ID, |_| Ok::<_, std::convert::Infallible>(events.clone())).await?;
    }
    expect("recorded", documents.load(ID).await?.text(), &trace.end)?;
    stack.close().await?;
    println!("{} edits recorded in {}: the text is the expected one", trace.edits.len(), seconds(started.elapsed()));

    let started = Instant::now();
    let stack = ChronoStack::open(log)?;
    let documents = stack.machine::<Document>();
    expect("replayed", documents.load(ID).await?.text(), &trace.end)?;
    println!("replayed from the log, opened again, in {}: equal", seconds(started.elapsed()));

    let story = documents.history(ID).await?;
    seek(&story, trace.edits.len() as u64)?;
    stack.close().await?;
    println!("\nthe log: {}", log.display());
    Ok(())
}

/// The text at a few versions, then at many random ones.
fn seek(story: &History<Document>, last: u64) -> Result<(), Box<dyn Error>> {
    println!("\n{:>9}  {:>9}  {:>9}  the text up to its last edit", "version", "length", "found in");
    for version in [last / 100, last / 4, last / 2, last * 3 / 4, last] {
        let (document, took) = timed(story, version)?;
        let end = story.step(version).map_or(0, |step| step.event().end());
        let excerpt: String = document.text().chars().take(end).skip(end.saturating_sub(48)).collect();
        println!("{version:>9}  {:>9}  {:>9}  {excerpt:?}", document.text().chars().count(), micros(took));
    }
    let mut rng = Rng::with_seed(1);
    let mut times = (0..SEEKS)
        .map(|_| Ok(timed(story, rng.u64(0..=last))?.1))
        .collect::<Result<Vec<Duration>, Box<dyn Error>>>()?;
    times.sort_unstable();
    let at = |share: usize| micros(times[(times.len() - 1) * share / 100]);
    println!("{SEEKS} random versions: median {}, 99 % within {}, slowest {}", at(50), at(99), at(100));
    Ok(())
}

fn timed(story: &History<Document>, version: u64) -> Result<(Document, Duration), Box<dyn Error>> {
    let started = Instant::now();
    let document = story.at(version).ok_or_else(|| format!("there is no version {version}"))?;
    Ok((document, started.elapsed()))
}

fn expect(what: &str, text: &str, expected: &str) -> Result<(), Box<dyn Error>> {
    if text == expected {
        return Ok(());
    }
    let same = text.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    Err(format!("the text {what} differs from the expected one from character {same} on").into())
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_ends_in_its_text_recorded_and_replayed() {
        let folder = tempfile::tempdir().unwrap();
        pollster::block_on(run(&sample(), &folder.path().join("log"))).unwrap();
    }

    #[test]
    fn a_text_that_differs_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let trace = Trace { end: "Every".to_owned(), ..sample() };
        let error = pollster::block_on(run(&trace, &folder.path().join("log"))).unwrap_err().to_string();
        assert!(error.contains("recorded differs"), "{error}");
    }
}
