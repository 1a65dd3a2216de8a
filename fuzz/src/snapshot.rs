//! Files of snapshots, whose checksum holds.

use std::{collections::BTreeMap, path::PathBuf, sync::OnceLock};

use chronostack::{
    codec::Codec,
    log::{Log, Snapshot, SnapshotKey},
};
use pollster::block_on;

use crate::{format::FOLDER, memory::MemoryDisk, sample::options};

const MACHINE: &str = "Sample";
const STREAM: &str = "sample/1";
const MAGIC: &[u8] = b"CHRONOS1";

/// A log with one snapshot, and where that stands.
fn kept() -> (BTreeMap<PathBuf, Vec<u8>>, PathBuf) {
    let disk = MemoryDisk::default();
    let log = options(&disk).open(FOLDER).expect("a log is made");
    let key = SnapshotKey {
        log: log.id(),
        stream: STREAM.parse().expect("a name"),
        machine: MACHINE.to_owned(),
        state_schema: 1,
        fingerprint: 2,
        revision: 3,
    };
    let snapshot = Snapshot { key, version: 7, position: 9, codec: Codec::Postcard, state: vec![1, 2, 3] };
    block_on(log.snapshots().expect("a place for snapshots").save(snapshot)).expect("it is kept");
    drop(log);
    let files = disk.files();
    let path = files.keys().find(|path| path.to_string_lossy().contains(".snapshot")).expect("it is there").clone();
    (files, path)
}

/// Puts `data` in the place of a snapshot, and looks for it.
///
/// # Panics
/// When what is found is not what was looked for.
pub fn run(data: &[u8]) {
    static KEPT: OnceLock<(BTreeMap<PathBuf, Vec<u8>>, PathBuf)> = OnceLock::new();
    let (files, path) = KEPT.get_or_init(kept);
    let mut files = files.clone();
    let bytes = [MAGIC, &crc32fast::hash(data).to_le_bytes(), data].concat();
    files.insert(path.clone(), bytes);
    let disk = MemoryDisk::of(files);
    let log = options(&disk).read_only(true).open(FOLDER).expect("a snapshot stands in no log's way");
    let snapshots = log.snapshots().expect("a place for snapshots");
    let stream = STREAM.parse().expect("a name");
    if let Some(found) =
        block_on(snapshots.find(stream, MACHINE.to_owned(), 8)).expect("a disk in memory does not fail")
    {
        assert_eq!((found.key.machine.as_str(), found.key.stream.as_str(), found.version), (MACHINE, STREAM, 7));
    }
}

/// A sound one.
pub fn seeds() -> Vec<Vec<u8>> {
    let (files, path) = kept();
    vec![files[&path][MAGIC.len() + 4..].to_vec()]
}
