//! Compressed segments: they answer as they did before, whatever happens while they are compressed and after.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use chronostack::log::{
    AppendError, CompressError, FileLog, Log, OpenError, ReadError, Record,
    file::{Disk, FileLogOptions},
};
use pollster::block_on;

use super::{
    crash::{Told, check},
    damage::segments,
    index::check_index,
    sample::{all, append, commit},
    sim_disk::{Fault, SimDisk},
};

/// Commits that make a few segments.
const COMMITS: u64 = 24;

fn options(disk: &SimDisk) -> FileLogOptions {
    FileLog::options().segment_bytes(900).disk(Arc::new(disk.clone()))
}

fn open(disk: &SimDisk, compress: bool) -> Result<FileLog, OpenError> {
    options(disk).compress(compress).open("/log")
}

fn is_compressed(disk: &SimDisk, path: &Path) -> bool {
    disk.contents(path).starts_with(b"CHRONOSZ")
}

/// A log of several segments that are not compressed, the last of which is written to, and what it holds.
fn plain() -> (SimDisk, Vec<Record>) {
    let disk = SimDisk::default();
    let log = open(&disk, false).expect("the log opens");
    let records = (0..COMMITS).flat_map(|number| append(&log, number)).collect();
    assert!(segments(&disk).len() > 3, "{:?}", disk.paths());
    (disk, records)
}

/// One that was compressed.
fn compressed() -> (SimDisk, Vec<Record>) {
    let (disk, records) = plain();
    open(&disk, false).expect("the log opens").compress_sealed().expect("it is compressed");
    (disk, records)
}

#[test]
fn with_the_option_what_is_followed_by_another_segment_is_compressed() {
    let disk = SimDisk::default();
    let log = open(&disk, true).expect("the log opens");
    let reader = options(&disk).read_only(true).open("/log").expect("a reader opens beside");
    let mut records = Vec::new();
    for number in 0..COMMITS {
        records.extend(append(&log, number));
        assert_eq!(all(&reader).expect("read"), records, "after commit {number}");
    }
    check_index(&log, &records, "while it is written");
    block_on(log.close()).expect("closed");
    let paths = segments(&disk);
    let (last, sealed) = paths.split_last().expect("segments");
    assert!(sealed.len() > 2 && sealed.iter().all(|path| is_compressed(&disk, path)), "{paths:?}");
    assert!(!is_compressed(&disk, last));
    check_index(&reader, &records, "read beside");
    // Whoever opens it, with or without the option, with or without an index.
    for disk in [disk.after_kill(), disk.without_index()] {
        let late = options(&disk).read_only(true).open("/log").expect("another reader");
        check_index(&late, &records, "read later");
        let log = open(&disk, false).expect("the log opens");
        check_index(&log, &records, "opened again");
        assert!(log.verify().expect("read").is_sound());
        let mut records = records.clone();
        records.extend(append(&log, 100));
        check_index(&log, &records, "and went on");
    }
}

#[test]
fn what_was_written_before_is_compressed_when_asked_for() {
    let (disk, records) = plain();
    let log = open(&disk, false).expect("the log opens");
    let reader = options(&disk).read_only(true).open("/log").expect("a reader opens beside");
    assert_eq!(all(&reader).expect("read"), records);
    let refused = reader.compress_sealed();
    assert!(matches!(refused, Err(CompressError::ReadOnly { .. })), "{refused:?}");

    let bytes = |paths: &[PathBuf]| paths.iter().map(|path| disk.contents(path).len() as u64).sum::<u64>();
    let paths = segments(&disk);
    let sealed = &paths[..paths.len() - 1];
    let before = bytes(sealed);
    let done = log.compress_sealed().expect("it is compressed");
    assert_eq!((done.segments, done.bytes_before), (sealed.len() as u64, before));
    assert_eq!(done.bytes_after, bytes(sealed));
    assert!(done.bytes_after < before);
    assert_eq!(segments(&disk), paths);
    assert_eq!(log.compress_sealed().expect("nothing is left to do").segments, 0);
    check_index(&log, &records, "the log that did it");
    check_index(&reader, &records, "a reader that had the old ones open");
    block_on(log.close()).expect("closed");
    assert!(matches!(log.compress_sealed(), Err(CompressError::Closed)));
}

/// The segment behind a compressed one may be lost, if the disk lied when it was made. What is compressed is not written to again.
#[test]
fn a_compressed_segment_that_is_the_last_one_is_followed_by_another() {
    let (disk, mut records) = compressed();
    let last = segments(&disk).pop().expect("a segment");
    disk.remove(&last).expect("removed");
    let first: usize = last.file_stem().and_then(|stem| stem.to_str()).expect("a name").parse().expect("a number");
    records.truncate(first - 1);
    let sealed: Vec<Vec<u8>> = segments(&disk).iter().map(|path| disk.contents(path)).collect();
    for disk in [disk.after_kill(), disk.without_index()] {
        let log = open(&disk, false).expect("the log opens");
        let mut records = records.clone();
        records.extend(append(&log, 100));
        check_index(&log, &records, "it went on");
        drop(log);
        let after: Vec<Vec<u8>> = segments(&disk).iter().map(|path| disk.contents(path)).collect();
        assert_eq!(after[..sealed.len()], sealed);
        assert_eq!(after.len(), sealed.len() + 1);
        check_index(&open(&disk, false).expect("it opens again"), &records, "opened again");
    }
    // Nor is its end taken for a write that was cut short.
    let path = segments(&disk).pop().expect("a segment");
    let mut bytes = disk.contents(&path);
    *bytes.last_mut().expect("a byte") ^= 1;
    disk.set_contents(&path, bytes);
    for options in [options(&disk), options(&disk).read_only(true)] {
        match options.open("/log") {
            Err(OpenError::Corrupt { path: named, .. }) => assert_eq!(named, path),
            other => panic!("{other:?}"),
        }
    }
}

/// Compresses what stands, then appends with the option; answers with what was acknowledged, and what was not.
fn run(disk: &SimDisk, before: &[Record]) -> Told {
    let mut told = Told { acknowledged: before.to_vec(), failed: Vec::new() };
    let Ok(log) = open(disk, true) else { return told };
    let _ = log.compress_sealed();
    for number in COMMITS..COMMITS + 8 {
        match block_on(log.append(commit(number))) {
            Ok(records) => told.acknowledged.extend(records),
            Err(AppendError::Io { .. } | AppendError::Poisoned { .. }) => told.failed.push(number),
            Err(other) => panic!("commit {number}: {other}"),
        }
    }
    told
}

/// Whatever stops or fails while segments are compressed: the log opens with everything in it, and nothing half made is left.
#[test]
fn a_crash_or_an_error_at_every_operation_loses_nothing() {
    let (whole, before) = plain();
    let disk = whole.after_kill();
    let start = disk.operations();
    assert!(run(&disk, &before).failed.is_empty());
    let operations = disk.operations() - start;
    for fault in [Fault::Crash, Fault::Error(ErrorKind::StorageFull)] {
        for operation in 1..=operations {
            let disk = whole.after_kill();
            disk.plan(operation, fault);
            let told = run(&disk, &before);
            let mut random = fastrand::Rng::with_seed(operation);
            let mut left = vec![disk.after_kill()];
            left.extend((0..2).map(|_| disk.after_power_loss(&mut random)));
            for (loss, disk) in left.iter().enumerate() {
                let context = format!("{fault:?} at operation {operation}, loss {loss}");
                let reader = options(disk).read_only(true).open("/log");
                all(&reader.unwrap_or_else(|error| panic!("{context}: {error}"))).expect("read");
                let log = open(disk, true).unwrap_or_else(|error| panic!("{context}: {error}"));
                let unfinished = |path: &PathBuf| path.to_string_lossy().ends_with(".segment.new");
                assert!(!disk.paths().iter().any(unfinished), "{context}: {:?}", disk.paths());
                let read = check(&log, &told, &context);
                log.compress_sealed().unwrap_or_else(|error| panic!("{context}: {error}"));
                let told = Told { acknowledged: read, failed: Vec::new() };
                check(&log, &told, &format!("{context}, and compressed"));
            }
        }
    }
}

/// Each is found by whoever reads the segment and by `verify`, which name it; nothing wrong is shown, and the other segments are read.
#[test]
fn flipped_bits_of_a_compressed_segment_are_found() {
    let (disk, records) = compressed();
    let paths = segments(&disk);
    let path = &paths[1];
    assert!(is_compressed(&disk, path));
    let bytes = disk.contents(path);
    let first = |path: &Path| -> usize {
        path.file_stem().and_then(|stem| stem.to_str()).expect("a name").parse().expect("a number")
    };
    let (start, next) = (first(path), first(&paths[2]));
    // Under what is kept of the index, it is opened without a look at its frames.
    let log = |disk: &SimDisk| options(disk).read_only(true).cache_bytes(0).open("/log");
    let step = if std::env::var_os("CHRONOSTACK_EXTENDED").is_some() { 1 } else { 7 };
    for bit in (0..bytes.len() * 8).step_by(step) {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        disk.set_contents(path, flipped);
        let report = options(&disk).verify("/log").expect("read");
        assert!(!report.is_sound() && report.problems.iter().all(|problem| problem.path == *path), "{bit}: {report:?}");
        let log = log(&disk).unwrap_or_else(|error| panic!("bit {bit}: {error}"));
        match all(&log) {
            Err(ReadError::Corrupt { path: named, position, .. }) => {
                assert!(
                    named == *path && (start..next).contains(&usize::try_from(position).expect("small")),
                    "bit {bit}"
                );
            }
            other => panic!("bit {bit}: {other:?}"),
        }
        for (from, expected) in [(1, &records[..start - 1]), (next, &records[next - 1..])] {
            let mut read = Vec::new();
            let _ = block_on(log.scan(from as u64, &mut |record| {
                read.push(record.to_record());
                std::ops::ControlFlow::Continue(())
            }));
            assert!(read.starts_with(expected) && records[from - 1..].starts_with(&read), "bit {bit} from {from}");
        }
        if bit % 16 == 0 {
            match open(&disk.without_index(), false) {
                Err(OpenError::Corrupt { path: named, .. }) => assert_eq!(named, *path, "bit {bit}"),
                other => panic!("bit {bit}: {other:?}"),
            }
        }
    }
}
