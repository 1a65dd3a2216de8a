//! The index: whatever becomes of what is kept of it, a log answers as one whose index was made of all that it holds.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use chronostack::{
    id::StreamName,
    log::{FileLog, Log, ReadLimit, Record, StreamSummary, file::Disk},
};
use pollster::block_on;

use super::{
    index_files::is_index,
    sample::{all, append, open},
    sim_disk::SimDisk,
};

/// Checks that `log`, which holds `records`, answers as they do: what streams there are, what each holds from each version on, and which
/// commit has which key.
pub(super) fn check_index(log: &impl Log, records: &[Record], context: &str) {
    let mut streams: BTreeMap<&StreamName, Vec<&Record>> = BTreeMap::new();
    for record in records {
        streams.entry(&record.meta.stream).or_default().push(record);
    }
    let mut listed: Vec<StreamSummary> = Vec::new();
    loop {
        let after = listed.last().map(|summary| summary.stream.clone());
        let page = block_on(log.streams(after, 3)).unwrap_or_else(|error| panic!("{context}: {error}"));
        if page.is_empty() {
            break;
        }
        listed.extend(page);
    }
    let expected: Vec<StreamSummary> = streams
        .iter()
        .map(|(stream, records)| {
            let meta = &records[records.len() - 1].meta;
            StreamSummary { stream: (*stream).clone(), version: meta.version, position: meta.position }
        })
        .collect();
    assert_eq!(listed, expected, "{context}");
    for (stream, records) in &streams {
        for from in 0..=records.len() {
            let version = from as u64 + 1;
            let read = block_on(log.read_stream((*stream).clone(), version, ReadLimit::PAGE));
            let read = read.unwrap_or_else(|error| panic!("{context}: {stream} from {version}: {error}"));
            assert!(read.records.iter().eq(records[from..].iter().copied()), "{context}: {stream} from {version}");
        }
        let keys = records.iter().filter_map(|record| record.meta.idempotency_key.as_ref());
        let mut latest: BTreeMap<Arc<str>, Vec<&Record>> = keys.map(|key| (Arc::clone(key), Vec::new())).collect();
        for commit in records.chunk_by(|one, next| one.meta.idempotency_key == next.meta.idempotency_key) {
            if let Some(key) = &commit[0].meta.idempotency_key {
                latest.insert(Arc::clone(key), commit.to_vec());
            }
        }
        latest.insert("no such key".into(), Vec::new());
        for (key, commit) in latest {
            let found =
                block_on(log.find_commit((*stream).clone(), key)).unwrap_or_else(|error| panic!("{context}: {error}"));
            assert!(found.iter().flatten().eq(commit), "{context}: {stream}");
        }
    }
    for position in (1..=records.len()).step_by(7) {
        let read = block_on(log.read(position as u64, ReadLimit::records(1)));
        let read = read.unwrap_or_else(|error| panic!("{context}: {error}"));
        assert_eq!(read.records, records[position - 1..position], "{context}");
    }
}

/// Appends the commits of these numbers, and closes the log.
fn write(disk: &SimDisk, commits: std::ops::Range<u64>) -> Vec<Record> {
    let log = open(disk).expect("the log opens");
    commits.flat_map(|number| append(&log, number)).collect()
}

/// A log of some segments that was written to by two processes, and what it holds.
fn sample() -> (SimDisk, Vec<Record>) {
    let disk = SimDisk::default();
    let mut records = write(&disk, 0..9);
    records.extend(write(&disk, 9..20));
    assert!(index_files(&disk).len() > 5, "{:?}", disk.paths());
    (disk, records)
}

fn index_files(disk: &SimDisk) -> Vec<PathBuf> {
    disk.paths().into_iter().filter(|path| is_index(path)).collect()
}

fn read_only(disk: &SimDisk) -> FileLog {
    FileLog::options().read_only(true).disk(Arc::new(disk.clone())).open("/log").expect("it opens to be read")
}

/// Whoever opens it, reading or writing, and goes on to write, finds what is expected.
fn check(disk: &SimDisk, records: &[Record], context: &str) {
    let before: Vec<(PathBuf, Vec<u8>)> =
        disk.paths().into_iter().map(|path| (path.clone(), disk.contents(&path))).collect();
    let reader = read_only(disk);
    check_index(&reader, records, &format!("{context}, read only"));
    let after: Vec<(PathBuf, Vec<u8>)> =
        disk.paths().into_iter().map(|path| (path.clone(), disk.contents(&path))).collect();
    assert_eq!(before, after, "{context}: who only reads changes nothing");
    let log = open(disk).unwrap_or_else(|error| panic!("{context}: {error}"));
    check_index(&log, records, context);
    let mut records = records.to_vec();
    for number in 100..104 {
        records.extend(append(&log, number));
    }
    check_index(&log, &records, &format!("{context}, and went on"));
    check_index(&reader, &records, &format!("{context}, read beside"));
    let killed = disk.after_kill();
    drop(log);
    for (disk, how) in [(&killed, "was killed"), (disk, "was closed")] {
        let context = format!("{context}, and went on, and {how}");
        assert_eq!(all(&open(disk).expect("it opens")).expect("it is read"), records, "{context}");
        check_index(&open(disk).expect("it opens"), &records, &context);
        check_index(&open(&disk.without_index()).expect("it opens"), &records, &format!("{context}, made anew"));
    }
}

#[test]
fn a_kept_index_answers_as_one_made_anew() {
    let (disk, records) = sample();
    check(&disk.without_index(), &records, "without index");
    check(&disk, &records, "closed");
}

#[test]
fn an_index_that_lost_any_of_its_files_is_made_whole() {
    let (disk, records) = sample();
    for path in index_files(&disk) {
        let tried = disk.after_kill();
        tried.remove(&path).expect("it is there");
        check(&tried, &records, &format!("without {}", path.display()));
    }
}

#[test]
fn a_damaged_index_is_made_anew() {
    let (disk, records) = sample();
    let mut random = fastrand::Rng::with_seed(5);
    for path in index_files(&disk) {
        let bytes = disk.contents(&path);
        let front = if path.ends_with("streams") { bytes.len() } else { 140 };
        let places: Vec<usize> = (0..front).chain((0..40).map(|_| random.usize(..bytes.len()))).step_by(5).collect();
        for place in places {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << random.u8(..8);
            let tried = disk.after_kill();
            tried.set_contents(&path, flipped);
            let context = format!("byte {place} of {}", path.display());
            check_index(&read_only(&tried), &records, &format!("{context}, read only"));
            check_index(&open(&tried).expect("it opens"), &records, &context);
        }
        for _ in 0..2 {
            let tried = disk.after_kill();
            let length = random.usize(..bytes.len());
            tried.set_contents(&path, bytes[..length].to_vec());
            check(&tried, &records, &format!("{} cut to {length} bytes", path.display()));
        }
    }
}

/// The index breaks under a log that is open: what is asked next makes it anew.
#[test]
fn an_index_that_is_damaged_under_an_open_log_is_made_anew() {
    let (disk, records) = sample();
    for damage in [|bytes: &mut Vec<u8>| bytes.clear(), |bytes: &mut Vec<u8>| bytes.fill(0xa5)] {
        let tried = disk.after_kill();
        let (log, reader) = (open(&tried).expect("it opens"), read_only(&tried));
        for path in index_files(&tried) {
            let mut bytes = tried.contents(&path);
            damage(&mut bytes);
            tried.set_contents(&path, bytes);
        }
        check_index(&log, &records, "damaged while it was open");
        check_index(&reader, &records, "damaged while it was open to be read");
    }
}

#[test]
fn an_index_of_another_log_is_not_taken() {
    let (disk, records) = sample();
    let (other, _) = sample();
    for path in index_files(&disk) {
        let tried = disk.after_kill();
        tried.set_contents(&path, other.contents(&path));
        check(&tried, &records, &format!("{} of another log", path.display()));
    }
}

/// Files that were copied at different times, as a backup may have them.
#[test]
fn an_index_older_or_newer_than_its_log_is_not_taken_for_right() {
    let (older, old_records) = sample();
    let newer = older.after_kill();
    let mut new_records = old_records.clone();
    new_records.extend(write(&newer, 20..30));
    let all_files = index_files(&newer);
    for path in &all_files {
        if older.paths().contains(path) {
            let tried = newer.after_kill();
            tried.set_contents(path, older.contents(path));
            check(&tried, &new_records, &format!("an older {}", path.display()));
        }
        let tried = older.after_kill();
        put(&tried, path, newer.contents(path));
        check(&tried, &old_records, &format!("a newer {}", path.display()));
    }
    let (tried, index) = (newer.without_index(), index_files(&older));
    put_all(&tried, &index, &older);
    check(&tried, &new_records, "all of an older index");
    let tried = older.without_index();
    put_all(&tried, &all_files, &newer);
    check(&tried, &old_records, "all of a newer index");
    // The log is restored, goes on otherwise, and is killed, so that all lengths may be as they were.
    let restored = older.without_index();
    put_all(&restored, &all_files, &newer);
    let log = open(&restored).expect("it opens");
    let mut records = old_records;
    for number in 70..84 {
        records.extend(append(&log, number));
    }
    check(&restored.after_kill(), &records, "restored, gone on, and killed");
}

fn put_all(disk: &SimDisk, paths: &[PathBuf], from: &SimDisk) {
    for path in paths {
        put(disk, path, from.contents(path));
    }
}

pub(super) fn put(disk: &SimDisk, path: &Path, bytes: Vec<u8>) {
    drop(disk.open(path, chronostack::log::file::Access::Write).expect("it is made"));
    disk.set_contents(path, bytes);
}

/// No fault of the disk in what is kept of the index fails an append, an open or a close.
#[test]
fn a_disk_that_keeps_no_index_is_no_trouble() {
    let disk = SimDisk::default();
    disk.refuse_index();
    let mut records = write(&disk, 0..20);
    assert_eq!(index_files(&disk), [] as [PathBuf; 0]);
    let log = open(&disk).expect("the log opens");
    check_index(&log, &records, "without any index on the disk");
    records.extend((20..40).flat_map(|number| append(&log, number)));
    check_index(&log, &records, "and went on");
    block_on(log.close()).expect("it closes");
    check_index(&read_only(&disk), &records, "read only");
}
