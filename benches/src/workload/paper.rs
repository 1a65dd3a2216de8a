//! `paper`: a text from its 259,778 keystrokes, and any version of it. Needs `--data`.

use std::{convert::Infallible, rc::Rc, time::Instant};

use chronostack::{ChronoStack, prelude::Snapshots};
use pollster::block_on;

use crate::{
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row, per_second, quantile, timed},
    paper::{Edited, Paper, PaperEvent, Trace},
    report::CHRONOSTACK,
    setup::{Folder, Setup},
};

const LOAD: [Metric; 1] = [Metric { workload: "paper", unit: "events/s", better: Better::Higher }];
const SEEK: [Metric; 1] = [Metric { workload: "paper-seek", unit: "ms (p99)", better: Better::Lower }];
const ID: &str = "paper";
const EVENTS_A_COMMIT: usize = 1_000;
const EVENTS_A_SNAPSHOT: u64 = 1_000;
const SEEKS: usize = 200;

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let Some(path) = &setup.arguments.data else {
        eprintln!("paper is left out, for it needs --data automerge-paper.json.gz");
        return Ok(Vec::new());
    };
    let trace = Rc::new(Trace::read(path)?);
    let folder = Rc::new(setup.new_folder()?);
    fill(&folder, &trace)?;
    let mut rows = load(setup, &trace, &folder)?;
    rows.extend(seek(setup, &trace, &folder)?);
    Ok(rows)
}

fn open(folder: &Folder, snapshots: Snapshots) -> Result<ChronoStack> {
    Ok(ChronoStack::builder().path(folder.path().join("paper.chrono")).snapshots(snapshots).build()?)
}

fn fill(folder: &Folder, trace: &Trace) -> Result<()> {
    let stack = open(folder, Snapshots::every(EVENTS_A_SNAPSHOT))?;
    let papers = stack.machine::<Paper>();
    for edits in trace.edits.chunks(EVENTS_A_COMMIT) {
        let events: Vec<PaperEvent> = edits.iter().cloned().map(PaperEvent::from).collect();
        block_on(papers.decide(ID, |_| Ok::<_, Infallible>(events.clone())))?;
    }
    Ok(block_on(stack.close())?)
}

/// The whole text from its first edit.
fn load(setup: &Setup, trace: &Rc<Trace>, folder: &Rc<Folder>) -> Result<Vec<Row>> {
    let mut race = Race::new(setup, &LOAD).warm_up();
    let (of_log, folder) = (trace.clone(), folder.clone());
    race.enter(CHRONOSTACK, move || {
        let stack = open(&folder, Snapshots::never())?;
        let (time, paper) = timed(|| Ok(block_on(stack.machine::<Paper>().load(ID))?))?;
        finished(&of_log, &paper.state, per_second(of_log.edits.len(), time))
    });
    let mut flat = Vec::new();
    for edit in &trace.edits {
        flat = postcard::to_extend(edit, flat)?;
    }
    let trace = trace.clone();
    race.enter("postcard in a flat buffer, folded by hand", move || {
        let (time, paper) = timed(|| {
            let (mut paper, mut rest) = (Paper::default(), flat.as_slice());
            while !rest.is_empty() {
                let (edit, behind) = postcard::take_from_bytes::<Edited>(rest)?;
                paper.apply(&edit);
                rest = behind;
            }
            Ok(paper)
        })?;
        finished(&trace, &paper, per_second(trace.edits.len(), time))
    });
    race.run()
}

fn finished(trace: &Trace, paper: &Paper, value: f64) -> Result<Reading> {
    if paper.text == trace.end { Ok(Reading::one(value, 0)) } else { Err("the text is not the expected one".into()) }
}

/// The text at versions chosen at random.
fn seek(setup: &Setup, trace: &Rc<Trace>, folder: &Folder) -> Result<Vec<Row>> {
    let mut race = Race::new(setup, &SEEK);
    let stack = open(folder, Snapshots::every(EVENTS_A_SNAPSHOT))?;
    let papers = stack.machine::<Paper>();
    let count = trace.edits.len() as u64;
    race.enter(CHRONOSTACK, {
        let papers = papers.clone();
        move || sought(count, |version| Ok(block_on(papers.at(ID, version))?.state))
    });
    if race.wants("chronostack, a History in memory") {
        let history = block_on(papers.history(ID))?;
        race.enter("chronostack, a History in memory", move || {
            sought(count, |version| Ok(history.at(version).ok_or("the history ends before that version")?))
        });
    }
    race.run()
}

/// Both contenders see the same versions, and must come to the same texts.
fn sought(count: u64, mut paper_at: impl FnMut(u64) -> Result<Paper>) -> Result<Reading> {
    let mut rng = fastrand::Rng::with_seed(17);
    let mut times = Vec::with_capacity(SEEKS);
    let mut check = 0_u64;
    for _ in 0..SEEKS {
        let version = rng.u64(1..=count);
        let start = Instant::now();
        let paper = paper_at(version)?;
        times.push(start.elapsed());
        check = check.rotate_left(7) ^ u64::from(crc32fast::hash(paper.text.as_bytes()));
    }
    Ok(Reading::one(quantile(&mut times, 0.99).as_secs_f64() * 1e3, check))
}
