//! A log between processes: second writers, readers beside a writer.

use std::{
    path::Path,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use chronostack::log::{AppendError, FileLog, Log, OpenError, Record};
use pollster::block_on;

use super::{
    sample::{all, append, commit, open, stream},
    sim_disk::SimDisk,
};

#[test]
fn a_second_writer_is_refused_with_the_pid_of_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let log = FileLog::open(&path).expect("the log opens");
    match FileLog::open(&path) {
        Err(OpenError::Locked { holder, .. }) => assert_eq!(holder, format!("process {}", std::process::id())),
        other => panic!("a second writer is let in: {other:?}"),
    }
    block_on(log.close()).expect("the log closes");
    let again = FileLog::open(&path).expect("closing gives the lock back");
    drop(again);
    FileLog::open(&path).expect("so does dropping");
}

#[test]
fn what_is_no_log_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    std::fs::write(path.join("letter.txt"), "dear").expect("written");
    assert!(matches!(FileLog::open(path), Err(OpenError::NotALog { .. })));
    assert!(matches!(FileLog::open(path.join("letter.txt")), Err(OpenError::NotALog { .. })));
    let absent = path.join("absent");
    for options in [FileLog::options().create(false), FileLog::options().read_only(true)] {
        assert!(matches!(options.open(&absent), Err(OpenError::Missing { .. })));
    }
    let names: Vec<_> =
        std::fs::read_dir(path).expect("listed").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(names, ["letter.txt"]);
}

#[test]
fn a_reader_beside_a_writer_follows_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let log = FileLog::options().segment_bytes(600).open(&path).expect("the log opens");
    let reader = FileLog::options().read_only(true).open(&path).expect("a reader opens beside");
    let mut expected: Vec<Record> = Vec::new();
    assert_eq!(all(&reader).expect("read"), expected);
    for number in 0..20 {
        expected.extend(append(&log, number));
        assert_eq!(all(&reader).expect("read"), expected, "after commit {number}");
        let late = FileLog::options().read_only(true).open(&path).expect("another reader");
        assert_eq!(all(&late).expect("read"), expected, "opened after commit {number}");
    }
    let key = block_on(reader.find_commit(stream("1"), "key 1".into())).expect("looked for").expect("found");
    assert_eq!(key[0].meta.version, 1);
    let refused = block_on(reader.append(commit(1)));
    assert!(matches!(refused, Err(AppendError::ReadOnly { .. })), "{refused:?}");

    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let (reader, head) = (&reader, expected.len() as u64);
        scope.spawn(move || sender.send(block_on(reader.wait_past(head))));
        assert!(receiver.recv_timeout(Duration::from_millis(30)).is_err(), "nothing was appended");
        expected.extend(append(&log, 20));
        let woken = receiver.recv_timeout(Duration::from_secs(10)).expect("the append ends the wait").expect("head");
        assert_eq!(woken, expected.len() as u64);
    });
    drop(log);
    assert_eq!(all(&reader).expect("the writer has gone"), expected);
    block_on(reader.close()).expect("closed");
    assert!(all(&reader).is_err());
}

/// A reader beside a live writer sees a commit once it is durable, not before: a failed sync could take it back.
#[test]
fn a_reader_sees_nothing_that_is_not_durable() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let mut expected = append(&log, 0);
    let options = || FileLog::options().read_only(true).disk(Arc::new(disk.clone()));
    let reader = options().open("/log").expect("a reader opens beside");
    thread::scope(|scope| {
        let held = disk.hold_syncs();
        let appending = scope.spawn(|| append(&log, 1));
        disk.wait_for_sync();
        assert_eq!(all(&reader).expect("read"), expected, "it was written, and not synced");
        let late = options().open("/log").expect("another reader");
        assert_eq!(all(&late).expect("read"), expected, "it was written, and not synced");
        assert_eq!(all(&log).expect("read"), expected, "nor does the writer's own process see it");
        drop(held);
        expected.extend(appending.join().expect("appended"));
    });
    assert_eq!(all(&reader).expect("read"), expected);
}

/// Without a writer, what a killed one left whole is there for readers, though no mark covers it.
#[test]
fn a_reader_without_a_writer_sees_all_that_is_whole() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let expected: Vec<Record> = (0..9).flat_map(|number| append(&log, number)).collect();
    let left = disk.after_kill();
    left.set_contents(Path::new("/log/durable"), Vec::new());
    let reader = FileLog::options().read_only(true).disk(Arc::new(left)).open("/log").expect("it opens");
    assert_eq!(all(&reader).expect("read"), expected);
}
