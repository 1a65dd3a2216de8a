//! Snapshots in files.

use std::{fs, sync::Arc};

use chronostack::{
    codec::Codec,
    log::{FileLog, Log, Snapshot, SnapshotKey},
};
use pollster::block_on;

use super::{
    sample::{open, stream},
    sim_disk::SimDisk,
};

fn snapshot(log: &FileLog, version: u64) -> Snapshot {
    let key = SnapshotKey {
        log: log.id(),
        stream: stream("a"),
        machine: "Sample".to_owned(),
        state_schema: 1,
        fingerprint: 2,
        revision: 3,
    };
    Snapshot { key, version, position: version, codec: Codec::Postcard, state: vec![1, 2, 3] }
}

#[test]
fn a_snapshot_that_cannot_be_read_leaves_the_older_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = FileLog::open(folder.path().join("log")).expect("the log opens");
    let snapshots = log.snapshots().expect("a place for snapshots");
    block_on(snapshots.save(snapshot(&log, 100))).expect("kept");
    let of_stream = fs::read_dir(log.path().join("snapshots")).expect("listed").next().expect("one").expect("listed");
    let file = fs::read_dir(of_stream.path()).expect("listed").next().expect("one").expect("listed");
    let name = file.file_name().into_string().expect("digits").replace("0100-", "0200-");
    // A folder is no file that can be read.
    fs::create_dir(of_stream.path().join(name)).expect("made");
    drop(snapshots);
    drop(log);
    let log = FileLog::open(folder.path().join("log")).expect("the log opens");
    let snapshots = log.snapshots().expect("a place for snapshots");
    let found = block_on(snapshots.find(stream("a"), "Sample".to_owned(), 300)).expect("looked for");
    assert_eq!(found, Some(snapshot(&log, 100)));
}

#[test]
fn a_damaged_snapshot_counts_as_absent() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let snapshots = log.snapshots().expect("a place for snapshots");
    let snapshot = |version| snapshot(&log, version);
    for version in [100, 200] {
        block_on(snapshots.save(snapshot(version))).expect("kept");
    }
    let paths: Vec<_> = disk.paths().into_iter().filter(|path| path.to_string_lossy().contains("0200-")).collect();
    let bytes = disk.contents(&paths[0]);
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        disk.set_contents(&paths[0], flipped);
        let found = block_on(snapshots.find(stream("a"), "Sample".to_owned(), 300)).expect("looked for");
        assert_eq!(found, Some(snapshot(100)), "bit {bit}");
    }
    let reader = FileLog::options().read_only(true).disk(Arc::new(disk.clone())).open("/log").expect("opens");
    let beside = reader.snapshots().expect("a place for snapshots");
    assert_eq!(block_on(beside.find(stream("a"), "Sample".to_owned(), 100)).expect("looked for"), Some(snapshot(100)));
    let refused = block_on(beside.save(snapshot(300)));
    assert!(refused.is_err());
}

/// Where somebody cleared the folder, or the reducer changed, nothing is found that is not there, and new ones are kept.
#[test]
fn snapshots_that_were_removed_and_those_of_another_reducer_are_absent() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = FileLog::open(folder.path().join("log")).expect("the log opens");
    let snapshots = log.snapshots().expect("a place for snapshots");
    let find = |version| block_on(snapshots.find(stream("a"), "Sample".to_owned(), version)).expect("looked for");
    for version in [100, 200] {
        block_on(snapshots.save(snapshot(&log, version))).expect("kept");
    }
    assert_eq!(find(250), Some(snapshot(&log, 200)));
    fs::remove_dir_all(log.path().join("snapshots")).expect("removed");
    assert_eq!(find(250), None);
    for version in [100, 300] {
        block_on(snapshots.save(snapshot(&log, version))).expect("kept");
    }
    assert_eq!(find(299), Some(snapshot(&log, 100)));
    let mut changed = snapshot(&log, 400);
    changed.key.revision += 1;
    block_on(snapshots.save(changed.clone())).expect("kept");
    assert_eq!(find(399), None);
    assert_eq!(find(400), Some(changed));
}
