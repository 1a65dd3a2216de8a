//! Zeros that are written ahead of the batches.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use chronostack::log::{AppendError, FileLog, Log, OpenError, Record};
use pollster::block_on;

use super::{
    damage::frames,
    group::{append as append_one, append_together, open},
    sample::{all, append, commit},
    sim_disk::{Fault, SimDisk},
};

fn segment(disk: &SimDisk) -> PathBuf {
    let mut paths = disk.paths();
    paths.retain(|path| path.extension().is_some_and(|end| end == "segment"));
    let [path] = &paths[..] else { panic!("one segment: {paths:?}") };
    path.clone()
}

fn contents(disk: &SimDisk) -> Vec<u8> {
    disk.contents(&segment(disk))
}

/// Where the frames of a segment end.
fn end(bytes: &[u8]) -> usize {
    frames(bytes).pop().expect("the header's end at the least")
}

#[test]
fn zeros_are_written_ahead_and_cut_off_when_the_log_is_closed() {
    let disk = SimDisk::default();
    let log = open(&disk);
    let mut expected = append(&log, 0);
    let ahead = contents(&disk);
    assert!(ahead.len() >= end(&ahead) + (64 << 10), "{} bytes", ahead.len());
    assert!(ahead[end(&ahead)..].iter().all(|byte| *byte == 0));
    for number in 1..20 {
        expected.extend(append(&log, number));
        assert_eq!(contents(&disk).len(), ahead.len(), "the file does not grow");
    }
    assert_eq!(all(&log).expect("read"), expected);
    let report = log.verify().expect("the log is read");
    assert!(report.is_sound() && report.tail.is_none(), "{report:?}");
    let killed = disk.after_kill();
    drop(log);
    assert_eq!(contents(&disk).len(), end(&contents(&killed)));

    let log = open(&killed);
    assert_eq!(log.recovery(), None, "zeros are the clean end");
    assert_eq!(all(&log).expect("read"), expected);
    expected.extend(append(&log, 20));
    drop(log);
    assert_eq!(all(&open(&killed)).expect("read"), expected);
}

#[test]
fn a_log_is_closed_well_though_its_zeros_stay() {
    let disk = SimDisk::default();
    let log = open(&disk);
    let expected = append(&log, 0);
    let ahead = contents(&disk).len();
    disk.plan(1, Fault::Error(ErrorKind::Other));
    block_on(log.close()).expect("all was durable before");
    assert!(disk.has_failed());
    assert_eq!(contents(&disk).len(), ahead);
    drop(log);
    let log = open(&disk);
    assert_eq!(log.recovery(), None);
    assert_eq!(all(&log).expect("read"), expected);
}

#[test]
fn a_disk_too_full_for_zeros_takes_batches() {
    let disk = SimDisk::default();
    let log = open(&disk);
    // The segment's header and the mark for readers take some of it.
    disk.set_room(Some(1_500));
    let mut expected: Vec<Record> = Vec::new();
    let mut full = 0;
    for number in 0..60 {
        match block_on(log.append(commit(number))) {
            Ok(records) => expected.extend(records),
            Err(AppendError::Io { source, .. }) if source.kind() == ErrorKind::StorageFull => full += 1,
            Err(other) => panic!("{other}"),
        }
        assert_eq!(all(&log).expect("reads go on"), expected);
    }
    assert!(full > 0 && contents(&disk).len() > 1_300, "{full} refused, {} bytes used", contents(&disk).len());
    disk.set_room(None);
    expected.extend(append(&log, 60));
    let ahead = contents(&disk);
    assert!(ahead.len() > end(&ahead) + 1_500, "there is room for zeros again");
    for left in [disk.after_kill(), disk.after_power_loss(&mut fastrand::Rng::with_seed(1))] {
        let again = open(&left);
        assert_eq!(all(&again).expect("read"), expected);
        assert_eq!(again.recovery(), None);
    }
}

/// Ten commits, all but two in one batch with zeros behind it, and where its frames start and end.
fn batch_before_zeros() -> (SimDisk, Vec<Record>, Vec<usize>) {
    let disk = SimDisk::default();
    let log = open(&disk);
    block_on(append_one(&log, 0)).expect("the log has a segment");
    for answer in append_together(&log, &disk, &[1, 2, 3, 4, 5, 6, 7, 8], || {}) {
        answer.expect("appended");
    }
    let offsets = frames(&contents(&disk));
    assert_eq!(offsets.len(), 11);
    (disk.after_kill(), all(&log).expect("read"), offsets)
}

/// Of a batch that a loss of power tore, any sectors may be there: zeros, and behind them frames whose checksums hold.
#[test]
fn what_is_left_of_a_torn_batch_behind_zeros_never_comes_back() {
    let (whole, records, offsets) = batch_before_zeros();
    for lost in 2..9 {
        for first in 2..=lost {
            let disk = whole.after_kill();
            let mut bytes = contents(&disk);
            bytes[offsets[first]..offsets[lost + 1]].fill(0);
            disk.set_contents(&segment(&disk), bytes);
            let log = open(&disk);
            let recovery = log.recovery().expect("something was cut off");
            assert_eq!(recovery.offset, offsets[first] as u64);
            assert_eq!(all(&log).expect("read"), records[..first]);
            // Frames of the same length, so that what was cut off would stand right behind each of them.
            let mut expected = records[..first].to_vec();
            for number in 0..3 {
                expected.extend(block_on(append_one(&log, number)).expect("appended"));
                let again = open(&disk.after_kill());
                assert_eq!(again.recovery(), None);
                assert_eq!(all(&again).expect("read"), expected, "frames {first} to {lost} were lost");
            }
        }
    }
}

#[test]
fn garbage_behind_zeros_is_cut_off_and_damage_before_them_is_found() {
    let (whole, records, offsets) = batch_before_zeros();
    let garbage = whole.after_kill();
    let mut bytes = contents(&garbage);
    let end = bytes.len();
    bytes[end - 100..].fill(0xa5);
    garbage.set_contents(&segment(&garbage), bytes);
    let log = open(&garbage);
    let recovery = log.recovery().expect("something was cut off");
    assert_eq!((recovery.offset, recovery.bytes_cut), (offsets[10] as u64, (end - offsets[10]) as u64));
    assert_eq!(all(&log).expect("read"), records);
    drop(log);
    assert_eq!(contents(&garbage).len(), offsets[10]);

    // The second frame was durable when the batch behind it was written.
    let damaged = whole.after_kill();
    let mut bytes = contents(&damaged);
    bytes[offsets[1]..offsets[2]].fill(0);
    damaged.set_contents(&segment(&damaged), bytes);
    let refused = FileLog::options().disk(Arc::new(damaged.clone())).open(Path::new("/log"));
    assert!(matches!(refused, Err(OpenError::Corrupt { offset, .. }) if offset == offsets[1] as u64), "{refused:?}");
}
