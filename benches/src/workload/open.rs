//! `open`: five million events, reopened until the first answer, after a clean close and after the process was killed.
//!
//! The log is written by a process of its own, which is then killed. The clean log is a copy of it, opened and closed.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    rc::Rc,
    time::Duration,
};

use crate::{
    data::{Bank, BankEvent},
    fault::Result,
    ledger::Ledger,
    measure::{Better, Metric, Race, Reading, Row, timed},
    peer::{
        bare::Bare,
        fjall::Fjall,
        okaywal::OkayWal,
        redb::Redb,
        sqlite::{Postcard, Sqlite},
    },
    report::CHRONOSTACK,
    setup::{self, Folder, Setup},
    store::Store,
};

const CLEAN: [Metric; 1] = [Metric { workload: "open", unit: "ms", better: Better::Lower }];
const KILLED: [Metric; 2] = [
    Metric { workload: "open-killed", unit: "ms", better: Better::Lower },
    Metric { workload: "open-killed-tail", unit: "MiB", better: Better::Lower },
];
const BATCH_EVENTS: usize = 1_000;
/// How often the bank is written, each time with other accounts.
const BANKS: u32 = 5;
const BANKS_QUICK: u32 = 1;
/// What the writing process says when everything is written.
const READY: &str = "ready";

/// The argument that makes this program the writing process.
pub(crate) const FILL: &str = "--fill";

struct Contender {
    name: &'static str,
    fill: fn(&Path, &Bank, u32) -> Result<Box<dyn Send>>,
    /// How long it took to open the log and to count its events, and their count.
    open: fn(&Path) -> Result<(Duration, u64)>,
}

impl Contender {
    const fn new<S: Store>(name: &'static str) -> Self {
        Self { name, fill: fill::<S>, open: open::<S> }
    }
}

const CONTENDERS: [Contender; 6] = [
    Contender::new::<Ledger>(CHRONOSTACK),
    Contender::new::<Bare>("bare log, rescanned"),
    Contender::new::<Redb>("redb"),
    Contender::new::<Sqlite<Postcard>>("SQLite"),
    Contender::new::<OkayWal>("okaywal"),
    Contender::new::<Fjall>("fjall"),
];

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let mut clean = Race::new(setup, &CLEAN);
    let mut killed = Race::new(setup, &KILLED);
    for contender in &CONTENDERS {
        if !clean.wants(contender.name) {
            continue;
        }
        let left = Rc::new(written(setup, contender)?);
        let closed = setup.new_folder()?;
        copy(left.path(), closed.path())?;
        (contender.open)(closed.path())?;
        let tail = if contender.name == CHRONOSTACK {
            Some(mebibytes(tail(&left.path().join("events.chrono"))?))
        } else {
            None
        };
        clean.enter(contender.name, move || {
            let (time, count) = (contender.open)(closed.path())?;
            Ok(Reading::one(milliseconds(time), count))
        });
        killed.enter(contender.name, move || {
            let folder = setup.new_folder()?;
            copy(left.path(), folder.path())?;
            let (time, check) = (contender.open)(folder.path())?;
            Ok(Reading { values: vec![Some(milliseconds(time)), tail], check })
        });
    }
    let mut rows = clean.run()?;
    rows.extend(killed.run()?);
    Ok(rows)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[allow(clippy::cast_precision_loss, reason = "files are far below 2^52 bytes")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// Bytes of a `FileLog` that nothing but a look at them tells about: the frames of segments without an index. Zeros were written ahead of them.
fn tail(folder: &Path) -> Result<u64> {
    let mut tail = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "segment") && !path.with_extension("index").exists() {
            let bytes = fs::read(&path)?;
            tail += bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1);
        }
    }
    Ok(tail)
}

fn open<S: Store>(folder: &Path) -> Result<(Duration, u64)> {
    let (time, (store, count)) = timed(|| {
        let store = S::open(folder)?;
        let count = store.count()?;
        Ok((store, count))
    })?;
    store.close()?;
    Ok((time, count))
}

/// The folder that a killed process left behind.
fn written(setup: &Setup, contender: &Contender) -> Result<Folder> {
    let folder = setup.new_folder()?;
    let size = if setup.arguments.quick { "--quick" } else { "--whole" };
    let mut child = Command::new(std::env::current_exe()?)
        .args([FILL, contender.name, size])
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("the writing process has no output")?;
    let said = BufReader::new(output).lines().next().transpose()?;
    child.kill()?;
    child.wait()?;
    if said.as_deref() == Some(READY) { Ok(folder) } else { Err(format!("{} was not written", contender.name).into()) }
}

/// The writing process: writes, says so, and waits to be killed.
pub(crate) fn child(contender: &str, quick: bool, folder: &Path) -> Result<()> {
    let contender = CONTENDERS.iter().find(|known| known.name == contender).ok_or("no such contender")?;
    let banks = if quick { BANKS_QUICK } else { BANKS };
    let _open = (contender.fill)(folder, &Bank::new(setup::accounts(quick)), banks)?;
    println!("{READY}");
    loop {
        std::thread::park();
    }
}

fn fill<S: Store>(folder: &Path, bank: &Bank, banks: u32) -> Result<Box<dyn Send>> {
    let mut store = S::open(folder)?;
    for number in 0..banks {
        for batch in bank.events.chunks(BATCH_EVENTS) {
            let moved =
                |event: &BankEvent| BankEvent { account: event.account + number * bank.accounts, ..event.clone() };
            store.append(&batch.iter().map(moved).collect::<Vec<_>>())?;
        }
    }
    Ok(Box::new(store))
}

/// A copy that lies on the disk, so that writing it does not disturb what is measured.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
            fs::File::open(&target)?.sync_all()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_what_no_index_covers_up_to_the_zeros() -> Result<()> {
        let folder = tempfile::tempdir()?;
        for (name, bytes) in
            [("1.segment", &[7; 90][..]), ("1.index", &[7]), ("2.segment", &[7, 0, 7, 0, 0]), ("lock", &[7; 8])]
        {
            fs::write(folder.path().join(name), bytes)?;
        }
        assert_eq!(tail(folder.path())?, 3);
        Ok(())
    }
}
