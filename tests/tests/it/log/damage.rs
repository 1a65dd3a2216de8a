//! Bytes that are cut off or changed: found, located, never returned as data.

use std::{
    fs,
    path::{Path, PathBuf},
    slice,
    sync::Arc,
};

use chronostack::{
    Timestamp,
    codec::Codec,
    log::{
        EventKind, FileLog, Log, NewRecord, OpenError, ReadError, ReadLimit, Record, StreamAppend,
        file::{Disk, verify},
    },
    meta::Meta,
};
use pollster::block_on;

use super::{
    sample::{all, append, kind, open, stream},
    sim_disk::SimDisk,
};

/// Commits of the log that is damaged.
const COMMITS: u64 = 7;

/// A log of a few commits in a few segments, and what it holds.
fn small_log() -> (SimDisk, Vec<Record>) {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let records = (0..COMMITS).flat_map(|number| append(&log, number)).collect();
    (disk, records)
}

pub(super) fn segments(disk: &SimDisk) -> Vec<PathBuf> {
    disk.paths().into_iter().filter(|path| path.extension().is_some_and(|end| end == "segment")).collect()
}

/// Where the frames of a segment start, the end of the last one behind them.
pub(super) fn frames(bytes: &[u8]) -> Vec<usize> {
    let mut offsets = vec![64];
    while let Some(length) = bytes.get(offsets[offsets.len() - 1]..).and_then(|rest| rest.first_chunk::<4>()) {
        match u32::from_le_bytes(*length) {
            0 => break,
            length => offsets.push(offsets[offsets.len() - 1] + 16 + length as usize),
        }
    }
    offsets
}

#[test]
fn a_log_cut_at_any_byte_of_its_last_two_frames_keeps_those_before() {
    let whole = SimDisk::default();
    let on = |disk: &SimDisk| FileLog::options().disk(Arc::new(disk.clone()));
    let log = on(&whole).open("/log").expect("the log opens");
    let mut ends = vec![0];
    let mut records = Vec::new();
    for number in 0..5 {
        records.extend(append(&log, number));
        ends.push(records.len());
    }
    drop(log);
    let [segment] = &segments(&whole)[..] else { panic!("one segment holds it all") };
    let bytes = whole.contents(segment);
    let offsets = frames(&bytes);
    assert_eq!((offsets.len(), offsets[5]), (6, bytes.len()));

    for cut in offsets[3]..bytes.len() {
        let disk = whole.after_kill();
        disk.set_contents(segment, bytes[..cut].to_vec());
        let kept = offsets.iter().rposition(|offset| *offset <= cut).expect("the first frame is whole");
        let read_only = on(&disk).read_only(true).open("/log").expect("a torn tail is no damage");
        assert_eq!(all(&read_only).expect("read"), records[..ends[kept]], "read beside, cut at {cut}");
        assert_eq!(disk.contents(segment).len(), cut, "a reader changes nothing");

        let log = on(&disk).open("/log").expect("a torn tail is no damage");
        assert_eq!(all(&log).expect("read"), records[..ends[kept]], "cut at {cut}");
        match log.recovery() {
            None => assert_eq!(cut, offsets[kept], "something was cut off without a report"),
            Some(recovery) => {
                let (offset, bytes_cut) = (offsets[kept] as u64, (cut - offsets[kept]) as u64);
                assert_eq!((recovery.offset, recovery.bytes_cut), (offset, bytes_cut), "cut at {cut}");
                assert_eq!(recovery.path, *segment);
            }
        }
        // Its frame is shorter than what may have been cut off.
        let next = append(&log, 60);
        assert_eq!(next[0].meta.position, ends[kept] as u64 + 1);
        drop(log);
        let log = on(&disk).open("/log").expect("it is sound again");
        assert_eq!(log.recovery(), None);
        assert_eq!(all(&log).expect("read")[ends[kept]..], next);
    }
}

/// Its file is removed and another one is made under its name, although what is kept of the index was held against the first.
#[test]
fn a_last_segment_that_lost_its_header_is_made_anew() {
    for length in [0, 1, 48, 63] {
        let (disk, mut records) = small_log();
        let last = segments(&disk).pop().expect("a segment");
        let first: u64 = last.file_stem().and_then(|name| name.to_str()).expect("a name").parse().expect("a number");
        disk.set_contents(&last, disk.contents(&last)[..length].to_vec());
        let log = open(&disk).unwrap_or_else(|error| panic!("cut to {length} bytes: {error}"));
        records.retain(|record| record.meta.position < first);
        assert_eq!(all(&log).expect("read"), records, "cut to {length} bytes");
        records.extend(append(&log, 100));
        assert!(segments(&disk).contains(&last), "it is made again");
        assert_eq!(all(&log).expect("read"), records, "cut to {length} bytes, and went on");
    }
}

#[test]
fn a_tail_of_zeros_is_the_end() {
    for zeros in [1, 15, 16, 100, 5_000] {
        let (disk, records) = small_log();
        let last = segments(&disk).pop().expect("a segment");
        let mut bytes = disk.contents(&last);
        bytes.resize(bytes.len() + zeros, 0);
        disk.set_contents(&last, bytes);
        let log = open(&disk).expect("zeros are no damage");
        assert_eq!(log.recovery(), None);
        assert_eq!(all(&log).expect("read"), records);
        let next = append(&log, 50);
        drop(log);
        assert_eq!(all(&open(&disk).expect("it is sound")).expect("read")[records.len()..], next);
    }
}

/// For every bit of every segment, where all is read for nothing is kept of the index: the log is refused with the frame's place, or (in
/// the last frame) cut with a report.
#[test]
fn every_flipped_bit_is_found_at_open() {
    let (disk, records) = small_log();
    let disk = disk.without_index();
    let paths = segments(&disk);
    assert!(paths.len() > 2, "{paths:?}");
    for (number, path) in paths.iter().enumerate() {
        let bytes = disk.contents(path);
        let offsets = frames(&bytes);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            disk.set_contents(path, flipped);
            let frame = offsets.iter().rev().find(|offset| **offset <= bit / 8).copied().unwrap_or(0);
            let context = format!("bit {bit} of {}", path.display());
            let is_last = number + 1 == paths.len() && frame == offsets[offsets.len() - 2];
            let tried = disk.after_kill();
            match open(&tried) {
                Err(OpenError::Corrupt { path: named, offset, .. }) => {
                    assert!(!is_last, "{context}: the last frame is the tail");
                    assert_eq!((named.as_path(), offset), (path.as_path(), frame as u64), "{context}");
                    assert_eq!(tried.contents(path), disk.contents(path), "{context}: it was changed");
                }
                Ok(log) => {
                    assert!(is_last, "{context} was not found");
                    let recovery = log.recovery().unwrap_or_else(|| panic!("{context}: cut without a report"));
                    assert_eq!((recovery.path.as_path(), recovery.offset), (path.as_path(), frame as u64));
                    let kept = all(&log).expect("read");
                    assert!(kept.len() < records.len() && kept == records[..kept.len()], "{context}");
                }
                Err(other) => panic!("{context}: {other}"),
            }
        }
        disk.set_contents(path, bytes);
    }
}

/// For every bit that flips under an open log: no read returns it as data, and `verify` names its frame and nothing else.
#[test]
fn every_flipped_bit_is_found_on_reading_and_by_verify() {
    let (disk, records) = small_log();
    let log = open(&disk).expect("the log opens");
    for path in segments(&disk) {
        let bytes = disk.contents(&path);
        let offsets = frames(&bytes);
        for bit in 0..offsets[offsets.len() - 1] * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            disk.set_contents(&path, flipped);
            let frame = offsets.iter().rev().find(|offset| **offset <= bit / 8).copied().unwrap_or(0);
            let context = format!("bit {bit} of {}", path.display());
            match all(&log) {
                // A segment's header was read when the log was opened.
                Ok(read) => assert!(frame == 0 && read == records, "{context} was not found"),
                Err(ReadError::Corrupt { path: named, offset, position, .. }) => {
                    assert_eq!((named, offset), (path.clone(), frame as u64), "{context}");
                    let lost = &records[usize::try_from(position).expect("small") - 1];
                    let found =
                        block_on(log.read_stream(lost.meta.stream.clone(), lost.meta.version, ReadLimit::records(1)));
                    assert!(
                        matches!(&found, Err(ReadError::Corrupt { position: same, .. }) if *same == position),
                        "{context}: {found:?}"
                    );
                }
                Err(other) => panic!("{context}: {other}"),
            }
            let report = log.verify().expect("the log is read");
            let named: Vec<_> = report.problems.iter().map(|problem| (&problem.path, problem.offset)).collect();
            let tail = report.tail.as_ref().map(|tail| (&tail.path, tail.offset));
            let found: Vec<_> = named.into_iter().chain(tail).collect();
            assert_eq!(found, [(&path, frame as u64)], "{context}");
        }
        disk.set_contents(&path, bytes);
    }
    assert_eq!(all(&log).expect("all is as it was"), records);
    let report = log.verify().expect("the log is read");
    assert!(report.is_sound() && report.tail.is_none(), "{report:?}");
    assert_eq!((report.events, report.frames, report.streams), (records.len() as u64, COMMITS, 4));
}

/// What the index covers is not read at open: damage there is found when it is read.
#[test]
fn every_flipped_bit_under_a_kept_index_is_found_at_the_latest_when_it_is_read() {
    let (disk, records) = small_log();
    let paths = segments(&disk);
    for path in &paths[..paths.len() - 1] {
        let bytes = disk.contents(path);
        let offsets = frames(&bytes);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            disk.set_contents(path, flipped);
            let frame = offsets.iter().rev().find(|offset| **offset <= bit / 8).copied().unwrap_or(0);
            let context = format!("bit {bit} of {}", path.display());
            let log = open(&disk.after_kill()).expect("nothing of it is read");
            match all(&log) {
                Ok(read) => assert!(frame == 0 && read == records, "{context} was not found"),
                Err(ReadError::Corrupt { path: named, offset, .. }) => {
                    assert_eq!((&named, offset), (path, frame as u64), "{context}");
                }
                Err(other) => panic!("{context}: {other}"),
            }
        }
        disk.set_contents(path, bytes);
    }
}

#[test]
fn a_log_that_lost_a_segment_or_holds_another_logs_is_refused() {
    let (disk, _) = small_log();
    let disk = disk.without_index();
    let (other, _) = small_log();
    let paths = segments(&disk);
    for path in &paths {
        let tried = disk.after_kill();
        tried.set_contents(path, other.contents(path));
        let refused = open(&tried).expect_err("a segment of another log");
        assert!(matches!(&refused, OpenError::Corrupt { path: named, .. } if named == path), "{refused}");
    }
    for path in &paths[..paths.len() - 1] {
        let tried = disk.after_kill();
        tried.remove(path).expect("removed");
        assert!(matches!(open(&tried), Err(OpenError::Corrupt { .. })), "{} is gone", path.display());
    }
}

#[test]
fn every_flipped_bit_of_the_identity_is_found() {
    let (disk, _) = small_log();
    let path = Path::new("/log/chronostack.json");
    let bytes = disk.contents(path);
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        disk.set_contents(path, flipped);
        let refused = open(&disk).expect_err("the identity is damaged");
        assert!(matches!(refused, OpenError::Corrupt { .. }), "bit {bit}: {refused}");
    }
}

/// Damage in one stream's frame is no harm to what other segments hold.
#[test]
fn what_other_segments_hold_stays_readable_beside_damage() {
    let (disk, records) = small_log();
    let log = open(&disk).expect("the log opens");
    let path = segments(&disk).remove(0);
    let mut bytes = disk.contents(&path);
    bytes[80] ^= 1;
    disk.set_contents(&path, bytes);
    let last = records.last().expect("a record");
    let page = block_on(log.read(last.meta.position, ReadLimit::PAGE)).expect("another segment");
    assert_eq!(page.records, slice::from_ref(last));
    let summary = block_on(log.stream(stream("0"))).expect("the index is in memory").expect("the stream is there");
    let page = block_on(log.read_stream(stream("0"), summary.version, ReadLimit::PAGE));
    assert_eq!(page.expect("another segment").records.len(), 1);
}

/// Commits that are read and verified together: the sound ones stay readable, and each error is located.
#[test]
fn what_stands_beside_damage_stays_readable() {
    let disk = SimDisk::default();
    let log = FileLog::options().disk(Arc::new(disk.clone())).open("/log").expect("the log opens");
    let records: Vec<Vec<Record>> = (0..6).map(|number| append(&log, number)).collect();
    let [path] = &segments(&disk)[..] else { panic!("one segment holds it all") };
    let bytes = disk.contents(path);
    let offsets = frames(&bytes);
    // Of the third frame its header, then its body; then both the third and the fourth.
    for damaged in [&[offsets[2]][..], &[offsets[2] + 20], &[offsets[2] + 1, offsets[3] + 30]] {
        let mut flipped = bytes.clone();
        for at in damaged {
            flipped[*at] ^= 1;
        }
        disk.set_contents(path, flipped);
        for (number, commit) in records.iter().enumerate() {
            let is_lost = damaged.iter().any(|at| (offsets[number]..offsets[number + 1]).contains(at));
            for record in commit {
                let Meta { stream, version, .. } = &record.meta;
                match block_on(log.read_stream(stream.clone(), *version, ReadLimit::records(1))) {
                    Ok(page) => assert!(!is_lost && page.records == slice::from_ref(record), "commit {number}"),
                    Err(ReadError::Corrupt { offset, .. }) => {
                        assert!(is_lost && offset == offsets[number] as u64, "commit {number}: {offset}");
                    }
                    Err(other) => panic!("commit {number}: {other}"),
                }
            }
        }
    }
}

/// What is kept in memory of the log's end goes on with the log.
#[test]
fn a_stream_is_read_to_its_end_while_it_grows() {
    for cache_bytes in [0, 1, 20_000, 64 << 20] {
        let disk = SimDisk::default();
        let options = FileLog::options().disk(Arc::new(disk.clone())).cache_bytes(cache_bytes).segment_bytes(40_000);
        let log = options.open("/log").expect("the log opens");
        let mut records = Vec::new();
        for number in 0..1_500 {
            records.extend(append(&log, number));
            if number % 7 == 0 {
                let last: &Record = records.last().expect("a record");
                let Meta { stream, version, .. } = &last.meta;
                let page = block_on(log.read_stream(stream.clone(), version - 1, ReadLimit::PAGE)).expect("read");
                assert_eq!(page.records.last(), Some(last), "commit {number} with {cache_bytes} bytes");
            }
        }
        for id in ["0", "1", "2", "3"].map(stream) {
            let expected: Vec<&Record> = records.iter().filter(|record| record.meta.stream == id).collect();
            let page = block_on(log.read_stream(id, 1, ReadLimit::PAGE)).expect("read");
            assert!(page.records.iter().eq(expected), "{cache_bytes} bytes");
        }
    }
}

#[test]
fn verify_needs_no_open_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    assert!(matches!(verify(&path), Err(OpenError::Missing { .. })));
    let log = FileLog::options().segment_bytes(600).open(&path).expect("the log opens");
    let records: Vec<Record> = (0..9).flat_map(|number| append(&log, number)).collect();
    drop(log);
    let segment = path.join("00000000000000000001.segment");
    let mut bytes = fs::read(&segment).expect("the segment");
    bytes[90] ^= 1;
    fs::write(&segment, bytes).expect("written");
    let report = verify(&path).expect("the log is read");
    assert_eq!(report.problems.len(), 1, "{report:?}");
    assert_eq!((&report.problems[0].path, report.problems[0].offset), (&segment, 64));
    assert_eq!(report.problems[0].position, Some(1));
    assert!(report.events < records.len() as u64 && report.events > 0, "other segments are still decoded: {report:?}");
}

/// The log does not look into payloads; who appends untyped ones may append what their schema does not say.
#[test]
fn verify_names_payloads_that_their_schema_does_not_fit() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let mut expected = append(&log, 0);
    let wrong = [(Codec::Postcard, &[0; 9][..8]), (Codec::Postcard, &[0; 10][..]), (Codec::Json, b"[1,2]")];
    let mut lost = Vec::new();
    for (number, (codec, payload)) in (1..).zip(wrong) {
        let kind = Arc::new(EventKind { codec, ..kind("w.rong").as_ref().clone() });
        let record = NewRecord::new(kind, payload.to_vec(), Timestamp::UNIX_EPOCH);
        let one = StreamAppend { stream: stream("0"), expected: None, idempotency_key: None, records: vec![record] };
        let records = block_on(log.append(one.into())).expect("the log takes any payload");
        lost.push(records[0].meta.position);
        expected.extend(records);
        expected.extend(append(&log, number));
    }
    let report = log.verify().expect("the log is read");
    assert_eq!((report.events, report.tail, report.problems_left_out), (expected.len() as u64, None, 0));
    let positions: Vec<_> = report.problems.iter().filter_map(|problem| problem.position).collect();
    assert_eq!(positions, lost, "{:?}", report.problems);
    for problem in &report.problems {
        assert_eq!(problem.event.as_deref(), Some("w.rong v1"));
        let starts = frames(&disk.contents(&problem.path));
        assert!(starts.iter().any(|start| *start as u64 == problem.offset), "{problem} is no frame");
    }
    let text = report.problems[1].to_string();
    assert!(text.ends_with("the payload of `w.rong v1`: byte 9: 1 bytes are left over"), "{text}");
    // It can be read all the same.
    drop(log);
    assert_eq!(all(&open(&disk).expect("it is no damage")).expect("read"), expected);
}
