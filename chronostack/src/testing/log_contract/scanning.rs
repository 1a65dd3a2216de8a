//! Scans, which show records where they stand.

use std::ops::ControlFlow;

use pollster::block_on;

use super::sample::{all, append, name, numbered, onto, record};
use crate::{
    fingerprint::StateFingerprint,
    id::{EventId, LogId},
    log::{Commit, Log, NewRecord, Record, RecordRef, StreamAppend},
    meta::Meta,
    time::LogicalTime,
};

/// The records that a scan shows, made anew each and put into one meta, until there are `count`.
fn shown(count: usize, scan: impl FnOnce(&mut crate::log::Visit<'_>)) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut reused: Option<Meta> = None;
    scan(&mut |record: &RecordRef<'_>| {
        let meta = reused.get_or_insert_with(|| record.meta());
        record.meta_into(meta);
        let made = record.to_record();
        assert_eq!((&*meta, &record.meta()), (&made.meta, &made.meta), "a meta that is used again");
        assert_eq!((record.stream(), record.version), (made.meta.stream.as_str(), made.meta.version));
        assert_eq!((record.position, record.recorded_at), (made.meta.position, made.meta.recorded_at));
        assert_eq!((record.id(), record.logical()), (made.meta.id, made.meta.logical));
        assert_eq!((record.correlation(), record.causes()), (made.meta.correlation, &*made.meta.causes));
        records.push(made);
        if records.len() == count { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    records
}

/// What a scan shows is what a read answers with, from any position or version on, until the visitor breaks.
pub fn scans_show_what_reads_answer<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let foreign = EventId { log: LogId(7), position: 3 };
    for round in 0..6_u8 {
        let full = NewRecord {
            id: (round == 2).then_some(EventId { position: 9, ..foreign }),
            logical: (round > 3).then_some(LogicalTime(super::sample::at(2_000))),
            lane: (round % 3 == 1).then(|| "worker 1".into()),
            occurred_at: (round % 3 == 0).then_some(super::sample::at(5)),
            correlation: (round % 2 == 0).then_some(foreign),
            causes: vec![foreign; usize::from(round % 3)],
            actor: (round % 2 == 1).then(|| "ann".into()),
            service: Some(format!("service {}", round / 3).into()),
            traceparent: (round == 4).then(|| "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into()),
            transition: (round > 2).then(|| "A -> B".into()),
            fingerprint: (round % 2 == 0).then(|| StateFingerprint(round.into())),
            ..record(&[round])
        };
        let keyed = |append| StreamAppend { idempotency_key: (round % 2 == 0).then(|| "key".into()), ..append };
        let streams = vec![keyed(onto("sample/a", vec![record(b"plain"), full.clone()])), onto("sample/b", vec![full])];
        append(&log, Commit { streams });
        append(&log, numbered("sample/c", 1));
    }
    let whole = all(&log);
    for from in 0..=whole.len() + 1 {
        let expected = &whole[from.saturating_sub(1).min(whole.len())..];
        for count in [1, 5, usize::MAX] {
            let scanned = shown(count, |visit| block_on(log.scan(from as u64, visit)).expect("the log is scanned"));
            assert_eq!(scanned, expected[..count.min(expected.len())], "from {from}");
        }
    }
    for stream in ["sample/a", "sample/b", "sample/c", "sample/absent"].map(name) {
        for from in 0..=14 {
            let wanted = |record: &&Record| record.meta.stream == stream && record.meta.version >= from;
            let expected: Vec<Record> = whole.iter().filter(wanted).cloned().collect();
            for count in [1, 3, usize::MAX] {
                let scan = |visit: &mut crate::log::Visit<'_>| block_on(log.scan_stream(stream.clone(), from, visit));
                let scanned = shown(count, |visit| scan(visit).expect("the stream is scanned"));
                assert_eq!(scanned, expected[..count.min(expected.len())], "{stream} from {from}");
            }
        }
    }
}

/// Appends and reads go on while a scan is at a record.
pub fn a_visitor_may_use_the_log<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    append(&log, numbered("sample/a", 3));
    let mut seen = 0;
    let mut visit = |record: &RecordRef<'_>| {
        seen += 1;
        append(&log, onto("sample/b", vec![super::sample::record(b"b")]));
        assert!(all(&log).len() > 3);
        if record.position == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    block_on(log.scan(1, &mut visit)).expect("the log is scanned");
    block_on(log.scan_stream(name("sample/a"), 1, &mut visit)).expect("the stream is scanned");
    assert_eq!(seen, 6);
}
