//! Segments that are taken out of a log: it goes on as if they were there, says so where it cannot, and takes them back.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use chronostack::{
    codec::Codec,
    id::StreamName,
    log::{
        ArchiveError, FileLog, Log, OpenError, ReadError, ReadLimit, Record, Snapshot, SnapshotKey,
        file::{Disk, FileLogOptions},
    },
};
use pollster::block_on;

use super::{
    damage::segments,
    index::{check_index, put},
    sample::{append, open},
    sim_disk::{Fault, SimDisk},
};

const COMMITS: u64 = 24;
pub(super) const ARCHIVE: &str = "/archive";

fn options(disk: &SimDisk) -> FileLogOptions {
    FileLog::options().segment_bytes(400).disk(Arc::new(disk.clone()))
}

pub(super) fn read_only(disk: &SimDisk, folder: &str) -> FileLog {
    options(disk).read_only(true).open(folder).unwrap_or_else(|error| panic!("{folder}: {error}"))
}

/// A log of many segments, and what it holds.
fn sample() -> (SimDisk, Vec<Record>) {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let records = (0..COMMITS).flat_map(|number| append(&log, number)).collect();
    assert!(segments(&disk).len() > 6, "{:?}", disk.paths());
    (disk, records)
}

/// Keeps a snapshot of each stream as it is now.
pub(super) fn snapshot_all(log: &FileLog) {
    let store = log.snapshots().expect("it keeps snapshots");
    for summary in block_on(log.streams(None, 100)).unwrap_or_default() {
        let (log, machine) = (log.id(), "sample".to_owned());
        let stream = summary.stream;
        let key = SnapshotKey { log, stream, machine, state_schema: 1, fingerprint: 1, revision: 1 };
        let (version, position) = (summary.version, summary.position);
        let snapshot = Snapshot { key, version, position, codec: Codec::Json, state: b"{}".to_vec() };
        // Where the disk fails, a test looks at what came of it.
        let _ = block_on(store.save(snapshot));
    }
}

pub(super) fn scan(log: &FileLog, from: u64) -> Result<Vec<Record>, ReadError> {
    let mut records = Vec::new();
    block_on(log.scan(from, &mut |record| {
        records.push(record.to_record());
        ControlFlow::Continue(())
    }))?;
    Ok(records)
}

/// The first position that a log still holds, as its answer to a read of all says.
pub(super) fn first_kept(log: &FileLog) -> u64 {
    match scan(log, 1) {
        Ok(_) => 1,
        Err(ReadError::Archived { first_kept, .. }) => first_kept,
        Err(error) => panic!("{error}"),
    }
}

/// Checks that `log`, which held `records`, answers as if it did, and says so where it cannot: before position `kept`.
pub(super) fn check(log: &FileLog, records: &[Record], kept: u64, context: &str) {
    assert_eq!(first_kept(log), kept, "{context}");
    let index = usize::try_from(kept).expect("small") - 1;
    assert_eq!(scan(log, kept).unwrap_or_else(|error| panic!("{context}: {error}")), records[index..], "{context}");
    assert_eq!(block_on(log.head()).expect("head"), records.len() as u64, "{context}");
    let mut streams: BTreeMap<&StreamName, Vec<&Record>> = BTreeMap::new();
    for record in records {
        streams.entry(&record.meta.stream).or_default().push(record);
    }
    let listed = block_on(log.streams(None, 100)).expect("streams");
    let expected = streams.iter().map(|(stream, records)| (*stream, records.len() as u64));
    assert!(listed.iter().map(|summary| (&summary.stream, summary.version)).eq(expected), "{context}: {listed:?}");
    for (stream, records) in streams {
        for (before, record) in records.iter().enumerate() {
            let read = block_on(log.read_stream(stream.clone(), before as u64 + 1, ReadLimit::PAGE));
            match read {
                Ok(page) => {
                    assert!(record.meta.position >= kept, "{context}: {stream} from {}", before + 1);
                    assert!(page.records.iter().eq(records[before..].iter().copied()), "{context}: {stream}");
                }
                Err(ReadError::Archived { first_kept, .. }) => {
                    assert!(
                        record.meta.position < kept && first_kept == kept,
                        "{context}: {stream} from {}",
                        before + 1
                    );
                }
                Err(error) => panic!("{context}: {stream}: {error}"),
            }
        }
        let keyed =
            records.iter().filter_map(|record| Some((record.meta.idempotency_key.clone()?, record.meta.position)));
        for (key, position) in keyed.collect::<BTreeMap<_, _>>() {
            match block_on(log.find_commit(stream.clone(), key.clone())) {
                Ok(found) => {
                    let found = found.unwrap_or_else(|| panic!("{context}: {key} is forgotten"));
                    assert_eq!(found.last().map(|record| record.meta.position), Some(position), "{context}: {key}");
                }
                Err(ReadError::Archived { .. }) => assert!(position < kept, "{context}: {key}"),
                Err(error) => panic!("{context}: {key}: {error}"),
            }
        }
        let unknown = block_on(log.find_commit(stream.clone(), "no such key".into()));
        assert_eq!(unknown.unwrap_or_else(|error| panic!("{context}: {error}")), None, "{context}");
    }
    let report = log.verify().unwrap_or_else(|error| panic!("{context}: {error}"));
    assert!(report.is_sound() && report.events == records.len() as u64 + 1 - kept, "{context}: {report:?}");
}

/// Checks the log on `disk` however it is opened, and that it goes on.
fn check_opened(disk: &SimDisk, records: &[Record], kept: u64, context: &str) {
    for (disk, how) in [(disk.after_kill(), "as it is"), (disk.without_index(), "without an index")] {
        let context = format!("{context}, {how}");
        check(&read_only(&disk, "/log"), records, kept, &format!("{context}, read only"));
        let log = open(&disk).unwrap_or_else(|error| panic!("{context}: {error}"));
        check(&log, records, kept, &context);
        let mut records = records.to_vec();
        for number in 100..104 {
            records.extend(append(&log, number));
        }
        check(&log, &records, kept, &format!("{context}, and went on"));
        drop(log);
        check(&open(&disk).expect("it opens"), &records, kept, &format!("{context}, and went on, and again"));
    }
}

#[test]
fn a_log_goes_on_without_its_first_segments_and_takes_them_back() {
    let (disk, mut records) = sample();
    let log = open(&disk).expect("the log opens");
    let reader = read_only(&disk, "/log");
    snapshot_all(&log);
    let files = segments(&disk);
    let done = log.archive(20, ARCHIVE).expect("it is archived");
    assert!(done.segments > 2 && done.first_kept > 10 && done.first_kept <= 20, "{done:?}");
    assert_eq!(
        segments(&disk).iter().filter(|path| path.starts_with("/log")).count()
            + usize::try_from(done.segments).expect("small"),
        files.len()
    );
    check(&log, &records, done.first_kept, "the log that did it");
    assert!(matches!(scan(&reader, 1), Ok(_) | Err(ReadError::Archived { .. })));
    assert_eq!(
        scan(&reader, done.first_kept).expect("read")[..],
        records[usize::try_from(done.first_kept).expect("small") - 1..]
    );
    for number in COMMITS..COMMITS + 8 {
        records.extend(append(&log, number));
    }
    check(&log, &records, done.first_kept, "it went on");
    assert_eq!(log.archive(20, ARCHIVE).expect("nothing is left to do").segments, 0);
    drop(log);
    check_opened(&disk, &records, done.first_kept, "archived once");

    let log = open(&disk).expect("the log opens");
    snapshot_all(&log);
    let again = log.archive(done.first_kept + 12, ARCHIVE).expect("it is archived");
    assert!(again.segments > 0 && again.first_kept > done.first_kept, "{again:?}");
    drop(log);
    check_opened(&disk, &records, again.first_kept, "archived twice");

    // What was archived is a log of its own.
    let archived = read_only(&disk, ARCHIVE);
    let before = &records[..usize::try_from(again.first_kept).expect("small") - 1];
    check(&archived, before, 1, "the archive");
    check_index(&archived, before, "the archive");
    drop(archived);
    // The last ones first, each as soon as it is there.
    let mut names: Vec<PathBuf> = segments(&disk).into_iter().filter(|path| path.starts_with(ARCHIVE)).collect();
    names.reverse();
    for path in names {
        disk.rename(&path, &Path::new("/log").join(path.file_name().expect("a name"))).expect("moved");
        let kept = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").parse().expect("a number");
        check_opened(&disk, &records, kept, &format!("with {} again", path.display()));
    }
    disk.remove(Path::new("/log/base")).expect("removed");
    check_opened(&disk, &records, 1, "without the base");
}

#[test]
fn nothing_is_taken_out_that_no_snapshot_stands_for() {
    let (disk, records) = sample();
    let log = open(&disk).expect("the log opens");
    let refused = log.retire(20);
    assert!(matches!(&refused, Err(ArchiveError::NoSnapshot { newest: None, .. })), "{refused:?}");
    let early = read_only(&disk, "/log").retire(20);
    assert!(matches!(early, Err(ArchiveError::ReadOnly { .. })), "{early:?}");
    assert_eq!(log.retire(1).expect("nothing ends there").segments, 0);
    check(&log, &records, 1, "nothing was done");
    drop(log);
    check_opened(&disk, &records, 1, "nothing was done");
}

#[test]
fn what_is_retired_is_gone_and_a_damaged_base_is_named() {
    let (disk, records) = sample();
    let log = open(&disk).expect("the log opens");
    log.compress_sealed().expect("compressed");
    snapshot_all(&log);
    let done = log.retire(u64::MAX).expect("it is retired");
    assert_eq!(segments(&disk).len(), 1, "the last one stays");
    check(&log, &records, done.first_kept, "the log that did it");
    drop(log);
    check_opened(&disk, &records, done.first_kept, "retired");
    let (path, bytes) = (Path::new("/log/base"), disk.contents(Path::new("/log/base")));
    for bit in (0..bytes.len() * 8).step_by(5) {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        disk.set_contents(path, flipped);
        for options in [options(&disk), options(&disk).read_only(true)] {
            match options.open("/log") {
                Err(OpenError::Corrupt { path: named, .. }) => assert_eq!(named, path, "bit {bit}"),
                other => panic!("bit {bit}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_damaged_base_is_in_nobodys_way_where_all_segments_are_there() {
    let (disk, records) = sample();
    let before: Vec<_> = segments(&disk).into_iter().map(|path| (disk.contents(&path), path)).collect();
    let log = open(&disk).expect("the log opens");
    snapshot_all(&log);
    log.retire(20).expect("it is retired");
    drop(log);
    for (bytes, path) in before {
        put(&disk, &path, bytes);
    }
    let base = Path::new("/log/base");
    let mut bytes = disk.contents(base);
    bytes[40] ^= 1;
    disk.set_contents(base, bytes);

    let report = options(&disk).verify("/log").expect("it is looked through");
    let named: Vec<&Path> = report.problems.iter().map(|problem| problem.path.as_path()).collect();
    assert_eq!(named, [base], "{report:?}");
    assert_eq!(report.events, records.len() as u64);
    let mut salvaged = Vec::new();
    let report = options(&disk).salvage("/log", &mut |record| {
        salvaged.push(record.to_record());
        ControlFlow::Continue(())
    });
    assert!(!report.expect("it is looked through").is_sound());
    assert_eq!(salvaged, records);
    for options in [options(&disk).read_only(true), options(&disk)] {
        let log = options.open("/log").expect("the log opens");
        assert_eq!(scan(&log, 1).expect("it is read"), records);
    }
}

/// On a real disk, for names are what this is about.
#[test]
fn a_log_is_not_archived_into_itself_whatever_its_folder_is_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let log = FileLog::options().segment_bytes(400).open(&path).expect("the log opens");
    let records: Vec<Record> = (0..COMMITS).flat_map(|number| append(&log, number)).collect();
    snapshot_all(&log);
    let mut names = vec![path.clone(), path.join("."), folder.path().join("log/../log")];
    #[cfg(unix)]
    {
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        names.push(link);
    }
    for name in names {
        let refused = log.archive(u64::MAX, &name);
        assert!(matches!(&refused, Err(ArchiveError::Taken { .. })), "{}: {refused:?}", name.display());
        check(&log, &records, 1, &name.display().to_string());
    }
    let elsewhere = folder.path().join("elsewhere");
    for before in [20, u64::MAX] {
        log.archive(before, &elsewhere).expect("another folder takes them, again too");
    }
    assert!(!path.join("archiving").exists() && !elsewhere.join("archiving").exists());
}

/// Whoever closes a log waits for what changes its segments: another process may open it then.
#[test]
fn a_log_that_is_closed_is_not_changed_any_more() {
    let (disk, records) = sample();
    let log = Arc::new(open(&disk).expect("the log opens"));
    snapshot_all(&log);
    let beside = Arc::clone(&log);
    let changing = std::thread::spawn(move || (beside.compress_sealed().is_ok(), beside.retire(20).is_ok()));
    block_on(log.close()).expect("it is closed");
    let closed = disk.paths();
    changing.join().expect("it ends");
    assert_eq!(disk.paths(), closed, "nothing came or went after it was closed");
    drop(log);
    let log = open(&disk).expect("the log opens");
    check(&log, &records, first_kept(&log), "opened again");
}

/// A reader that lags behind takes in what is known of what it has not seen.
#[test]
fn a_reader_beside_finds_its_way_past_what_is_archived() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let mut records = append(&log, 0);
    let lagging = read_only(&disk, "/log");
    assert_eq!(scan(&lagging, 1).expect("read"), records);
    for number in 1..COMMITS {
        records.extend(append(&log, number));
    }
    snapshot_all(&log);
    let done = log.archive(u64::MAX, ARCHIVE).expect("it is archived");
    assert_eq!(lagging.refresh().expect("it goes on"), records.len() as u64);
    check(&lagging, &records, done.first_kept, "the reader");
    records.extend(append(&log, 100));
    check(&lagging, &records, done.first_kept, "the reader, behind it");
}

/// Power is lost after each operation of snapshots that are taken once events are gone: one at the last version or above is always there.
#[test]
fn snapshots_that_are_relied_on_outlive_a_loss_of_power() {
    let (disk, _) = sample();
    let log = open(&disk).expect("the log opens");
    snapshot_all(&log);
    log.retire(u64::MAX).expect("it is retired");
    drop(log);
    let kept = |disk: &SimDisk, context: &str| {
        let log = open(disk).unwrap_or_else(|error| panic!("{context}: {error}"));
        let store = log.snapshots().expect("it keeps snapshots");
        for summary in block_on(log.streams(None, 100)).expect("streams") {
            let found =
                block_on(store.find(summary.stream.clone(), "sample".to_owned(), u64::MAX)).expect("looked for");
            let from = found.map_or(1, |snapshot| snapshot.version + 1);
            let tail = block_on(log.read_stream(summary.stream.clone(), from, ReadLimit::PAGE));
            assert!(tail.is_ok(), "{context}: {} is lost: {tail:?}", summary.stream);
        }
    };
    let mut random = fastrand::Rng::with_seed(1);
    kept(&disk.after_power_loss(&mut random), "after it was retired");
    for operation in 1..160 {
        let disk = disk.after_kill();
        // As it is after a loss of power: nothing waits to be synced.
        let disk = disk.after_power_loss(&mut random);
        disk.plan(operation, Fault::Crash);
        if let Ok(log) = open(&disk) {
            for number in 200..212 {
                let _ = block_on(log.append(super::sample::commit(number)));
                snapshot_all(&log);
            }
        }
        kept(&disk.after_power_loss(&mut random), &format!("power lost at operation {operation}"));
    }
}

/// One that lasts is enough, so the others cost no more than in a log of which nothing is archived.
#[test]
fn snapshots_sync_nothing_once_one_lasts() {
    let (disk, _) = sample();
    let archived = disk.after_kill();
    let log = open(&archived).expect("the log opens");
    snapshot_all(&log);
    log.retire(u64::MAX).expect("it is retired");
    drop(log);
    let [plain, relied_on] = [&disk, &archived].map(|disk| {
        let log = open(disk).expect("the log opens");
        snapshot_all(&log);
        let costs = (300..320).map(|number| {
            append(&log, number);
            let before = disk.operations();
            snapshot_all(&log);
            disk.operations() - before
        });
        costs.sum::<u64>()
    });
    // The one that lasts is synced again where it is written again, of a stream that did not grow.
    assert!(relied_on <= plain + plain / 10, "{relied_on} operations, {plain} where nothing is archived");
}

/// Whatever stops or fails: each segment is in the log, or in the archive, and both open.
#[test]
fn a_crash_or_an_error_at_every_operation_loses_nothing() {
    let (whole, records) = sample();
    let run = |disk: &SimDisk| {
        let Ok(log) = open(disk) else { return };
        snapshot_all(&log);
        let _ = log.archive(20, ARCHIVE);
    };
    let prepared = whole.after_kill();
    snapshot_all(&open(&prepared).expect("the log opens"));
    let whole = prepared.after_kill();
    let disk = whole.after_kill();
    let start = disk.operations();
    let log = open(&disk).expect("the log opens");
    log.archive(20, ARCHIVE).expect("it is archived");
    drop(log);
    let operations = disk.operations() - start;
    for fault in [Fault::Crash, Fault::Error(std::io::ErrorKind::Other)] {
        for operation in 1..=operations {
            let disk = whole.after_kill();
            disk.plan(operation, fault);
            if let Ok(log) = open(&disk) {
                let _ = log.archive(20, ARCHIVE);
            }
            let mut random = fastrand::Rng::with_seed(operation);
            for (loss, disk) in [disk.after_kill(), disk.after_power_loss(&mut random)].iter().enumerate() {
                let context = format!("{fault:?} at operation {operation}, loss {loss}");
                let log = open(disk).unwrap_or_else(|error| panic!("{context}: {error}"));
                let kept = first_kept(&log);
                check(&log, &records, kept, &context);
                if kept > 1 {
                    let archived =
                        scan(&read_only(disk, ARCHIVE), 1).unwrap_or_else(|error| panic!("{context}: {error}"));
                    assert!(archived.len() as u64 >= kept - 1 && records.starts_with(&archived), "{context}");
                }
                drop(log);
                run(disk);
                let log = open(disk).unwrap_or_else(|error| panic!("{context}, and again: {error}"));
                let kept = first_kept(&log);
                assert!(kept > 10, "{context}: it is archived now");
                check(&log, &records, kept, &format!("{context}, and archived"));
            }
        }
    }
}

/// What is written wrongly is read back before it is relied on.
#[test]
fn a_bit_that_is_written_wrongly_is_found_before_anything_is_taken_out() {
    let (whole, records) = sample();
    snapshot_all(&open(&whole).expect("the log opens"));
    let archive = |disk: &SimDisk, operation| {
        let log = open(disk).expect("the log opens");
        let before = disk.operations();
        disk.plan(operation, Fault::FlippedBit);
        (log.archive(20, ARCHIVE), disk.operations() - before)
    };
    let mut found = Vec::new();
    let (_, operations) = archive(&whole.after_kill(), u64::MAX / 2);
    for operation in 1..=operations {
        let disk = whole.after_kill();
        match archive(&disk, operation).0 {
            Ok(_) => assert_eq!(scan(&read_only(&disk, ARCHIVE), 1).expect("read")[..10], records[..10], "{operation}"),
            Err(ArchiveError::Corrupt { path, .. }) => {
                check(&open(&disk).expect("the log opens"), &records, 1, &format!("{} at {operation}", path.display()));
                found.push(path);
            }
            Err(other) => panic!("operation {operation}: {other}"),
        }
    }
    for name in [
        format!("{ARCHIVE}/chronostack.json.new"),
        format!("{ARCHIVE}/00000000000000000001.segment.new"),
        "/log/base.new".to_owned(),
    ] {
        assert!(found.contains(&PathBuf::from(&name)), "{name} is not found: {found:?}");
    }
}
