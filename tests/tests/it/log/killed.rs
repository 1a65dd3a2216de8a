//! A process that appends is killed, over and over.

use std::{
    future::poll_fn,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    task::Poll,
    thread,
    time::Duration,
};

use chronostack::{
    Timestamp,
    log::{BoxFuture, FileLog, Log, NewRecord, OpenError, Record, StreamAppend},
};
use pollster::block_on;

use super::sample::{all, kind, stream};

/// Names the log that the child appends to; without it the child's test has nothing to do.
const CHILD_LOG: &str = "CHRONOSTACK_TEST_CHILD_LOG";

/// Tasks that append at the same time, on so many threads.
const TASKS: u64 = 64;
const THREADS: u64 = 2;

/// Rounds on one log, which is read whole in each.
const ROUNDS_OF_A_LOG: usize = 12;

/// How often it is killed. A round takes a quarter of a second where nothing else runs, and several where much does: most of it is the
/// start of a process and some hundred syncs.
const ROUNDS: usize = 8;
const ROUNDS_EXTENDED: usize = 200;

fn payload(task: u64, number: u64) -> Vec<u8> {
    [&task.to_le_bytes()[..], &[8], &number.to_le_bytes()].concat()
}

/// What the child runs: appends without end from many tasks, and prints each position once it is acknowledged. A segment is
/// sealed every few hundred commits.
#[test]
fn child_that_appends() {
    let Some(path) = std::env::var_os(CHILD_LOG) else { return };
    let log = FileLog::options().segment_bytes(20_000).open(path).expect("the child opens the log");
    let task = async |task: u64| {
        for number in 0_u64.. {
            let records = vec![NewRecord::new(kind("child.noted"), payload(task, number), Timestamp::now())];
            let (stream, key) =
                (stream(&task.to_string()), number.is_multiple_of(5).then(|| number.to_string().into()));
            let one = StreamAppend { stream, expected: None, idempotency_key: key, records };
            let records = log.append(one.into()).await.expect("the child appends");
            println!("\nacknowledged {} {task} {number}", records[0].meta.position);
        }
    };
    thread::scope(|scope| {
        for first in 0..THREADS {
            let task = &task;
            scope.spawn(move || {
                let tasks = (0..TASKS).skip(usize::try_from(first).expect("small")).step_by(2);
                block_on(endless(tasks.map(|number| Box::pin(task(number)) as BoxFuture<'_, ()>).collect()));
            });
        }
    });
}

async fn endless(mut tasks: Vec<BoxFuture<'_, ()>>) {
    let all = poll_fn(|context| {
        let ended = tasks.iter_mut().any(|task| task.as_mut().poll(context).is_ready());
        if ended { Poll::Ready(()) } else { Poll::Pending }
    });
    all.await;
}

/// A child, and what it has acknowledged so far.
struct Writer {
    child: Child,
    lines: Receiver<String>,
    acknowledged: Vec<(u64, Vec<u8>)>,
}

impl Writer {
    fn start(path: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "log::killed::child_that_appends", "--nocapture"])
            .env(CHILD_LOG, path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the child starts");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, lines) = mpsc::channel();
        // Always read, so that the child never waits for it.
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines, acknowledged: Vec::new() }
    }

    /// Reads on until so many more were acknowledged.
    fn let_append(&mut self, count: usize) {
        let until = self.acknowledged.len() + count;
        while self.acknowledged.len() < until {
            let line = self.lines.recv_timeout(Duration::from_secs(60)).expect("the child goes on");
            self.take(&line);
        }
    }

    fn take(&mut self, line: &str) {
        let numbers = line.strip_prefix("acknowledged ").unwrap_or_default().split(' ').map(str::parse);
        if let Ok([position, task, number]) = numbers.collect::<Result<Vec<u64>, _>>().as_deref() {
            self.acknowledged.push((*position, payload(*task, *number)));
        }
    }

    /// Kills it wherever it is; answers with all that it acknowledged before.
    fn kill(mut self) -> Vec<(u64, Vec<u8>)> {
        self.child.kill().expect("SIGKILL");
        let rest: Vec<String> = self.lines.iter().collect();
        // The last line may have been cut short.
        rest.iter().take(rest.len().saturating_sub(1)).for_each(|line| self.take(line));
        self.child.wait().expect("the child ends");
        self.acknowledged
    }
}

/// The records of a log without gaps, which hold all that was acknowledged.
fn read_whole(log: &FileLog, acknowledged: &[(u64, Vec<u8>)], context: &str) -> Vec<Record> {
    let read = all(log).unwrap_or_else(|error| panic!("{context}: {error}"));
    for (index, record) in read.iter().enumerate() {
        assert_eq!(record.meta.position, index as u64 + 1, "{context}: a gap");
    }
    for (position, payload) in acknowledged {
        let record = usize::try_from(*position - 1).ok().and_then(|index| read.get(index));
        let found = record.map(|record| &record.payload);
        assert_eq!(found, Some(payload), "{context}: position {position} was acknowledged");
    }
    read
}

#[test]
fn a_killed_writer_loses_nothing_acknowledged() {
    let rounds = if std::env::var_os("CHRONOSTACK_EXTENDED").is_some() { ROUNDS_EXTENDED } else { ROUNDS };
    for first in (0..rounds).step_by(ROUNDS_OF_A_LOG) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        let mut acknowledged: Vec<(u64, Vec<u8>)> = Vec::new();
        for round in first..rounds.min(first + ROUNDS_OF_A_LOG) {
            let context = format!("round {round}");
            let mut random = fastrand::Rng::with_seed(round as u64);
            let mut writer = Writer::start(&path);
            writer.let_append(1);
            let beside = if round % 4 == 0 { look_beside(&path, &mut writer, &context) } else { Vec::new() };
            writer.let_append(random.usize(1..400));
            thread::sleep(Duration::from_micros(random.u64(..2_000)));
            acknowledged.extend(writer.kill());

            let log = FileLog::open(&path).unwrap_or_else(|error| panic!("{context}: {error}"));
            let read = read_whole(&log, &acknowledged, &context);
            assert!(read.starts_with(&beside), "{context}: what a reader saw is gone");
            let report = log.verify().expect("the log is read");
            assert!(report.is_sound() && report.tail.is_none(), "{context}: {report:?}");
        }
    }
}

/// Beside a process that writes: another writer is refused by its name, a reader sees all that was acknowledged before, and what
/// comes next. Answers with what it saw.
fn look_beside(path: &Path, writer: &mut Writer, context: &str) -> Vec<Record> {
    match FileLog::open(path) {
        Err(OpenError::Locked { holder, .. }) => assert_eq!(holder, format!("process {}", writer.child.id())),
        other => panic!("{context}: a second writer is let in: {other:?}"),
    }
    let reader = FileLog::options().read_only(true).open(path).unwrap_or_else(|error| panic!("{context}: {error}"));
    let mut seen: Vec<Record> = Vec::new();
    for _ in 0..2 {
        let read = read_whole(&reader, &writer.acknowledged, context);
        assert!(read.starts_with(&seen), "{context}: what a reader saw is gone");
        let head = block_on(reader.wait_past(read.len() as u64)).expect("the writer goes on");
        assert!(head > read.len() as u64, "{context}");
        seen = read;
        writer.let_append(50);
    }
    seen
}
