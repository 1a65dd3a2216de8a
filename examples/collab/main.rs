//! A text by several authors, who saw each other's edits late, and what led to what in it.
//!
//! `cargo run --release --example collab -- PATH/friendsforever-concurrent.json.gz` records the 26,078 edits of two friends (by Seph Gentle, from
//! <https://github.com/josephg/editing-traces>), each with the edits that its author had seen as its causes, in a durable log. It opens the log again, and asks of
//! ten thousand random pairs of edits whether one led to the other or neither knew of the other; a plain search through the file must say the same. Without a path it
//! does the same with a small trace of its own. An answer that differs is exit code 1.

mod author;
mod trace;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use chronostack::{
    ChronoStack,
    causality::{Ancestor, Causality, Reach},
    id::EventId,
};
use fastrand::Rng;

use crate::{
    author::Author,
    trace::{Trace, read_file, sample},
};

/// The published trace, and its events, edges and merges, counted by others than this program.
const PUBLISHED: &str = "friendsforever-concurrent.json.gz";
const PUBLISHED_SIZE: (usize, usize, usize) = (26_078, 28_335, 2_258);

const PAIRS: usize = 10_000;
const NEAR: usize = 32;
/// Of so many pairs one is asked for all that led to it.
const PAIRS_A_CONE: usize = 100;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map(PathBuf::from);
    let published = path.as_ref().is_some_and(|path| path.ends_with(PUBLISHED)).then_some(PUBLISHED_SIZE);
    let trace = path.map_or_else(|| Ok(sample()), |path| read_file(&path));
    // It stays, to be looked at; the next run makes it anew.
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target/collab.chrono");
    match trace.map_err(Into::into).and_then(|trace| pollster::block_on(run(&trace, published, &log))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("collab: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does all of it with a log in the folder `log`. An error when an answer is not the expected one, or the trace is not of the `published` size.
async fn run(trace: &Trace, published: Option<(usize, usize, usize)>, log: &Path) -> Outcome<()> {
    if log.exists() {
        fs::remove_dir_all(log)?;
    }
    let started = Instant::now();
    let stack = ChronoStack::open(log)?;
    let ids = record(trace, &stack).await?;
    stack.close().await?;
    println!("{} edits recorded, each with its causes, in {:.2?}", ids.len(), started.elapsed());

    let started = Instant::now();
    let stack = ChronoStack::open(log)?;
    let causality = stack.causality().await?;
    let size = causality.size();
    println!(
        "read back in {:.1?}: {} events, {} edges, {} merges, in {} chains; {} bytes an event",
        started.elapsed(),
        size.events,
        size.edges,
        size.merges,
        size.chains,
        size.bytes / size.events.max(1)
    );
    expect(
        "events, edges and merges",
        &(size.events, size.edges, size.merges),
        &(ids.len(), trace.edges(), trace.merges()),
    )?;

    if let Some(published) = published {
        expect("events, edges and merges of the published trace", &(size.events, size.edges, size.merges), &published)?;
    }

    compare(trace, &causality, &ids)?;

    let merge = trace.edits.iter().rposition(|edit| edit.parents.len() > 1).ok_or("the trace has no merge")?;
    println!("\nwhat led to the last merge:\n{}", causality.excerpt(ids[merge], Reach::Ancestors, 12).await?);
    let path = causality.critical_path(ids[merge]).await?;
    println!("it waited for {} edits, one behind the other", path.events.len() - 1);
    stack.close().await?;
    println!("\nthe log: {}", log.display());
    Ok(())
}

/// Records the edits, each in the stream of its author. Answers with their ids.
async fn record(trace: &Trace, stack: &ChronoStack) -> Outcome<Vec<EventId>> {
    let authors = stack.machine::<Author>();
    let mut ids: Vec<EventId> = Vec::with_capacity(trace.edits.len());
    for edit in &trace.edits {
        let causes: Vec<EventId> = edit.parents.iter().map(|parent| ids[*parent]).collect();
        let recorded = authors.dispatch(edit.author.to_string(), edit.event.clone()).caused_by(causes).await?;
        ids.extend(recorded.events.iter().map(|event| event.meta.id));
    }
    Ok(ids)
}

/// Holds the answers about random pairs against a plain search.
fn compare(trace: &Trace, causality: &Causality, ids: &[EventId]) -> Outcome<()> {
    let mut rng = Rng::with_seed(1);
    let (mut led, mut concurrent, mut times, mut searched) = (0, 0, Vec::new(), Duration::ZERO);
    for pair in 0..PAIRS {
        // Edits that are far apart are hardly ever concurrent: half of the pairs are near each other.
        let a = rng.usize(0..ids.len());
        let b = if pair % 2 == 0 { rng.usize(0..ids.len()) } else { a.saturating_sub(rng.usize(0..NEAR)) };
        let (earlier, later) = (a.min(b), a.max(b));
        let started = Instant::now();
        let ancestors = trace.ancestors(later);
        searched += started.elapsed();

        let started = Instant::now();
        let before = causality.happened_before(ids[earlier], ids[later])?;
        times.push(started.elapsed());
        expect(&format!("whether edit {earlier} led to {later}"), &before, &ancestors[earlier])?;
        expect(
            &format!("whether edit {later} led to {earlier}"),
            &causality.happened_before(ids[later], ids[earlier])?,
            &false,
        )?;
        let apart = a != b && !before;
        expect(&format!("whether edits {a} and {b} are concurrent"), &causality.concurrent(ids[a], ids[b])?, &apart)?;
        (led, concurrent) = (led + usize::from(before), concurrent + usize::from(apart));

        if pair % PAIRS_A_CONE == 0 {
            let mut cone: Vec<EventId> = causality.ancestors(ids[later])?.map(Ancestor::id).collect();
            cone.sort_unstable();
            let plain: Vec<EventId> = ids.iter().zip(&ancestors).filter(|(_, led)| **led).map(|(id, _)| *id).collect();
            expect(&format!("all that led to edit {later}"), &cone, &plain)?;
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "\n{PAIRS} random pairs: in {led} one led to the other, {concurrent} are concurrent, as the search through the file says"
    );
    println!("  happened_before      median {:>9.2?}, 99 % within {:>9.2?}, slowest {:>9.2?}", at(50), at(99), at(100));
    println!("  search of the file   mean   {:>9.2?}", searched / u32::try_from(PAIRS)?);
    println!("all ancestors of {} edits: equal", PAIRS / PAIRS_A_CONE);
    Ok(())
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Outcome<()> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: found {found:?}, and the file says {expected:?}").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_on(trace: &Trace) -> Outcome<()> {
        let folder = tempfile::tempdir()?;
        pollster::block_on(run(trace, None, &folder.path().join("log")))
    }

    #[test]
    fn the_sample_is_as_the_search_says() {
        run_on(&sample()).unwrap();
    }

    #[test]
    fn a_trace_of_another_size_than_the_published_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let (trace, log) = (sample(), folder.path().join("log"));
        let error = pollster::block_on(run(&trace, Some(PUBLISHED_SIZE), &log)).unwrap_err().to_string();
        assert!(error.contains("(26078, 28335, 2258)"), "{error}");
    }

    #[test]
    fn an_answer_that_differs_is_an_error() {
        let trace = sample();
        let stack = ChronoStack::in_memory();
        let (ids, causality) = pollster::block_on(async {
            let ids = record(&trace, &stack).await.unwrap();
            (ids, stack.causality().await.unwrap())
        });
        compare(&trace, &causality, &ids).unwrap();
        // The file without one edge, on which what stands around it hangs.
        let mut other = trace.clone();
        let cut = other.edits.iter().position(|edit| edit.parents.len() == 1).unwrap();
        other.edits[cut].parents.clear();
        let error = compare(&other, &causality, &ids).unwrap_err().to_string();
        assert!(error.contains("the file says"), "{error}");
    }
}
