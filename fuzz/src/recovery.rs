//! The folder of a log, changed here and there behind its back.
//!
//! The bytes say which log, and then change by change: which file, how, where, and how much.

use std::{collections::BTreeMap, ops::ControlFlow, path::PathBuf, sync::OnceLock};

use chronostack::log::{Log, ReadLimit};
use pollster::block_on;

use crate::{
    format::FOLDER,
    memory::MemoryDisk,
    sample::{commit, logs, look_at, options},
};

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Changes the log, then checks, opens and reads it, and appends to it if it lets one.
///
/// # Panics
/// When a log is refused in which nothing is wrong, before or after it took a commit, or what it takes is not there when it is
/// opened again.
pub fn run(data: &[u8]) {
    static LOGS: OnceLock<[Files; 2]> = OnceLock::new();
    let Some((which, changes)) = data.split_first() else { return };
    let mut files = LOGS.get_or_init(logs)[usize::from(which & 1)].clone();
    change(&mut files, changes);
    let disk = MemoryDisk::of(files);
    let report = options(&disk).salvage(FOLDER, &mut |_| ControlFlow::Continue(()));
    let sound = report.is_ok_and(|report| report.is_sound());
    if let Ok(log) = options(&disk).read_only(true).open(FOLDER) {
        look_at(&log);
    }
    let log = match options(&disk).open(FOLDER) {
        Ok(log) => log,
        Err(error) => {
            assert!(!sound, "{error}");
            return;
        }
    };
    look_at(&log);
    let Ok(appended) = block_on(log.append(commit(100))) else { return };
    let seen = look_at(&log);
    drop(log);
    let log = match options(&disk).open(FOLDER) {
        Ok(log) => log,
        Err(error) => {
            // Damage that the index spared the first one to open it, until a read came upon it and the index was dropped.
            assert!(!sound, "a log that took a commit opens again: {error}");
            return;
        }
    };
    assert_eq!(look_at(&log), seen, "as many events are there as were before");
    for record in appended {
        let page = block_on(log.read(record.meta.position, ReadLimit::records(1)));
        assert_eq!(page.expect("it is read").records, [record]);
    }
}

/// Applies changes of five bytes each, the last of which may be followed by as many as it says.
fn change(files: &mut Files, mut changes: &[u8]) {
    while let Some(([file, how, low, high, count], rest)) = changes.split_first_chunk::<5>() {
        changes = rest;
        let names: Vec<PathBuf> = files.keys().cloned().collect();
        let Some(name) = names.get(usize::from(*file) % names.len().max(1)) else { return };
        let Some(bytes) = files.get_mut(name) else { return };
        let (offset, count) = (usize::from(u16::from_le_bytes([*low, *high])), usize::from(*count));
        let start = if bytes.is_empty() { 0 } else { offset % bytes.len() };
        let end = (start + count).min(bytes.len());
        match how % 7 {
            0 => bytes[start..end].iter_mut().for_each(|byte| *byte ^= 1 << (count % 8)),
            1 => bytes.truncate(start),
            2 => bytes[start..end].fill(0),
            3 => {
                let given;
                (given, changes) = changes.split_at(count.min(changes.len()));
                bytes.splice(start..(start + given.len()).min(bytes.len()), given.iter().copied());
            }
            4 => bytes.resize(bytes.len() + 16 * count, 0),
            5 => {
                let copied = bytes[start..end].to_vec();
                bytes.extend(copied);
            }
            _ => drop(files.remove(name)),
        }
    }
}

/// One change of each kind, to each file.
pub fn seeds() -> Vec<Vec<u8>> {
    let one = |which, file, how| vec![which, file, how, 70, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    (0..2).flat_map(|which| (0..12).flat_map(move |file| (0..7).map(move |how| one(which, file, how)))).collect()
}
