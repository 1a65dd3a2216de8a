//! A log between processes: killed writers, and several that write at once.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use chronostack::log::Log;
use pollster::block_on;

use super::sample::{all, append, commit, home, open};

/// Names the log that the child appends to; without it the child's test has nothing to do.
const CHILD_LOG: &str = "CHRONOSTACK_TEST_CHILD_LOG";
const CHILD_NAME: &str = "CHRONOSTACK_TEST_CHILD_NAME";
const WRITERS: u64 = 4;

/// What the child runs: appends without end from several threads, and prints each position once it is acknowledged.
#[test]
fn child_that_appends() {
    let Some(path) = std::env::var_os(CHILD_LOG) else { return };
    let name = std::env::var(CHILD_NAME).expect("a name");
    let log = open(&path.into());
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (log, name) = (&log, &name);
            scope.spawn(move || {
                for number in 0_u64.. {
                    let payload = format!("{name} {writer} {number}");
                    let records = append(log, commit(&format!("{name} {writer}"), payload.as_bytes()));
                    println!("\nacknowledged {} {payload}", records[0].meta.position);
                }
            });
        }
    });
}

fn start(path: &Path, name: &str) -> (Child, impl Iterator<Item = String> + use<>) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "processes::child_that_appends", "--nocapture"])
        .env(CHILD_LOG, path)
        .env(CHILD_NAME, name)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    (child, lines)
}

/// Takes acknowledgements until there are `count`, kills the child, and takes what it still said, but for the line that was cut.
fn kill_after(mut child: Child, mut lines: impl Iterator<Item = String>, count: usize) -> Vec<(u64, String)> {
    let take = |line: &String| {
        let (position, payload) = line.strip_prefix("acknowledged ")?.split_once(' ')?;
        Some((position.parse().ok()?, payload.to_owned()))
    };
    let mut acknowledged = Vec::new();
    while acknowledged.len() < count {
        acknowledged.extend(take(&lines.next().expect("the child goes on")));
    }
    child.kill().expect("SIGKILL");
    let rest: Vec<String> = lines.collect();
    acknowledged.extend(rest[..rest.len().saturating_sub(1)].iter().filter_map(take));
    child.wait().expect("the child ends");
    acknowledged
}

fn check(path: &Path, acknowledged: &[(u64, String)], context: &str) {
    let read = all(&open(&path.to_owned())).unwrap_or_else(|error| panic!("{context}: {error}"));
    for (index, record) in read.iter().enumerate() {
        assert_eq!(record.meta.position, index as u64 + 1, "{context}: a gap");
    }
    for (position, payload) in acknowledged {
        let record = usize::try_from(*position - 1).ok().and_then(|index| read.get(index));
        let found = record.map(|record| record.payload.as_slice());
        assert_eq!(found, Some(payload.as_bytes()), "{context}: position {position} was acknowledged");
    }
}

#[test]
fn a_killed_writer_loses_nothing_acknowledged() {
    let (_folder, path) = home();
    let rounds = if std::env::var_os("CHRONOSTACK_EXTENDED").is_some() { 100 } else { 8 };
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let (child, lines) = start(&path, &format!("round{round}"));
        acknowledged.extend(kill_after(child, lines, 5 + 13 * (round % 12)));
        check(&path, &acknowledged, &format!("round {round}"));
    }
}

#[test]
fn several_processes_append_at_once() {
    let (_folder, path) = home();
    let log = open(&path);
    let children = ["one", "two"].map(|name| start(&path, name));
    let mut acknowledged: Vec<(u64, String)> = Vec::new();
    for number in 0..50 {
        let payload = format!("own {number}");
        let records = append(&log, commit("own", payload.as_bytes()));
        acknowledged.push((records[0].meta.position, payload));
    }
    for (child, lines) in children {
        acknowledged.extend(kill_after(child, lines, 100));
    }
    check(&path, &acknowledged, "three processes");
}

#[test]
fn waiting_ends_with_an_append_of_another_process() {
    let (_folder, path) = home();
    let log = open(&path);
    append(&log, commit("own", b"1"));
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let log = &log;
        scope.spawn(move || sender.send(block_on(log.wait_past(1))));
        assert!(receiver.recv_timeout(Duration::from_millis(50)).is_err(), "nothing was appended");
        let (child, lines) = start(&path, "child");
        let woken = receiver.recv_timeout(Duration::from_secs(10)).expect("the append ends the wait").expect("a head");
        assert!(woken > 1);
        kill_after(child, lines, 1);
    });
}
