//! What is appended is kept, at its place.

use pollster::block_on;

use super::sample::{all, append, at, head, kind, name, noted, numbered, onto, record};
use crate::{
    codec::Codec,
    fingerprint::StateFingerprint,
    id::{EventId, LogId},
    log::{Commit, Log, NewRecord, ReadLimit, Record},
    meta::Meta,
    schema::Shape,
    time::{LogicalTime, Timestamp},
};

/// An empty log answers every question with nothing.
pub fn an_empty_log_is_empty<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    assert_eq!(head(&log), 0);
    assert_eq!(all(&log), []);
    let page = block_on(log.read_stream(name("sample/none"), 1, ReadLimit::PAGE)).expect("no stream is no error");
    assert!(page.records.is_empty() && !page.more, "{page:?}");
    assert_eq!(block_on(log.streams(None, 10)).expect("streams"), []);
    assert_eq!(block_on(log.stream(name("sample/none"))).expect("stream"), None);
    assert_eq!(block_on(log.find_commit(name("sample/none"), "key".into())).expect("find"), None);
    assert_eq!(block_on(log.kinds()).expect("kinds"), []);
}

/// Every field of a record comes back as it went in; what was left out gets its documented default.
pub fn what_is_appended_is_read_back<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let full = NewRecord {
        kind: kind("sample.full", 7, Codec::Json, Shape::String),
        payload: b"\"text\"".to_vec(),
        id: Some(EventId { log: LogId(7), position: 70 }),
        recorded_at: at(2_000),
        logical: Some(LogicalTime(at(2_500))),
        occurred_at: Some(at(1_500)),
        correlation: Some(EventId { log: LogId(8), position: 80 }),
        causes: vec![EventId { log: log.id(), position: 1 }, EventId { log: LogId(9), position: 90 }],
        actor: Some("ann".into()),
        service: Some("checkout".into()),
        lane: Some("worker 3".into()),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
        transition: Some("Draft -> Open".into()),
        fingerprint: Some(StateFingerprint(u128::MAX / 3)),
    };
    let mut commit = onto("sample/a", vec![record(b"plain"), full.clone()]);
    commit.idempotency_key = Some("key".into());
    let appended = append(&log, commit);

    let mut plain = Meta::new(EventId { log: log.id(), position: 1 }, name("sample/a"), 1, record(b"").recorded_at);
    plain.idempotency_key = Some("key".into());
    let rich = Meta {
        id: EventId { log: LogId(7), position: 70 },
        stream: name("sample/a"),
        position: 2,
        version: 2,
        recorded_at: full.recorded_at,
        logical: LogicalTime(at(2_500)),
        occurred_at: full.occurred_at,
        correlation: EventId { log: LogId(8), position: 80 },
        causes: full.causes,
        actor: full.actor,
        service: full.service,
        lane: full.lane,
        traceparent: full.traceparent,
        transition: full.transition,
        idempotency_key: Some("key".into()),
        fingerprint: full.fingerprint,
    };
    let expected = [
        Record { meta: plain, kind: noted(), payload: b"plain".to_vec() },
        Record { meta: rich, kind: full.kind, payload: full.payload },
    ];
    assert_eq!(appended, expected, "what append answers with");
    assert_eq!(all(&log), expected, "what read answers with");
}

/// Positions count all events from 1, versions those of their stream.
pub fn positions_and_versions_have_no_gaps<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    for (stream, count) in [("sample/a", 2), ("sample/b", 3), ("sample/a", 1), ("sample/b", 1)] {
        append(&log, numbered(stream, count));
    }
    let places: Vec<_> =
        all(&log).iter().map(|r| (r.meta.position, r.meta.stream.id().to_owned(), r.meta.version)).collect();
    let expected = [(1, "a", 1), (2, "a", 2), (3, "b", 1), (4, "b", 2), (5, "b", 3), (6, "a", 3), (7, "b", 4)];
    assert_eq!(places, expected.map(|(position, stream, version)| (position, stream.to_owned(), version)));
    assert_eq!(head(&log), 7);
}

/// The streams of one commit stand one behind the other, in the order given.
pub fn a_commit_of_several_streams_is_contiguous<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    append(&log, numbered("sample/b", 1));
    let streams = vec![
        onto("sample/c", vec![record(b"c1"), record(b"c2")]),
        onto("sample/a", vec![record(b"a1")]),
        onto("sample/b", vec![record(b"b2")]),
    ];
    let appended = append(&log, Commit { streams });
    let places: Vec<_> = appended.iter().map(|r| (r.meta.position, r.meta.version, r.payload.as_slice())).collect();
    assert_eq!(places, [(2, 1, &b"c1"[..]), (3, 2, b"c2"), (4, 1, b"a1"), (5, 2, b"b2")]);
    assert_eq!(all(&log)[1..], appended);
    let b = block_on(log.read_stream(name("sample/b"), 2, ReadLimit::PAGE)).expect("the stream is read");
    assert_eq!(b.records, appended[3..]);
}

/// Ids that an import brings along, correlations and causes come back as they were given, whatever log they are of.
pub fn ids_and_links_are_kept<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let own = |position| EventId { log: log.id(), position };
    let other = |position| EventId { log: LogId(u128::MAX), position };
    let cases = [
        (None, None, vec![]),
        (None, Some(own(1)), vec![own(1)]),
        (Some(other(1)), None, vec![]),
        (Some(other(u64::MAX)), Some(other(1)), vec![other(u64::MAX), own(u64::MAX), own(0), own(1), other(0)]),
        (Some(own(1_000)), Some(own(6)), vec![own(1_000)]),
        (None, Some(other(3)), (0..64).map(own).collect()),
        (None, None, vec![own(7)]),
    ];
    let records = cases.clone().map(|(id, correlation, causes)| NewRecord { id, correlation, causes, ..record(b"") });
    append(&log, onto("sample/a", records.to_vec()));
    let read = all(&log);
    assert_eq!(read.len(), cases.len());
    for (Record { meta, .. }, (id, correlation, causes)) in read.iter().zip(cases) {
        assert_eq!(meta.id, id.unwrap_or(own(meta.position)), "the id at {}", meta.position);
        assert_eq!(meta.correlation, correlation.unwrap_or(meta.id), "the correlation at {}", meta.position);
        assert_eq!(meta.causes, causes, "the causes at {}", meta.position);
    }
}

/// Times come back to the nanosecond, from the first that a timestamp can hold to the last.
pub fn times_are_kept<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let nanoseconds = Timestamp::new(1_763_884_800, 123_456_789).expect("a timestamp");
    let before = Timestamp::new(-1, -999_999_999).expect("a timestamp");
    let times = [Timestamp::MIN, before, at(0), nanoseconds, Timestamp::MAX];
    for recorded_at in times {
        let records = times.map(|occurred_at| NewRecord { recorded_at, occurred_at: Some(occurred_at), ..record(b"") });
        append(&log, onto("sample/a", records.to_vec()));
    }
    let read: Vec<_> = all(&log).iter().map(|r| (r.meta.recorded_at, r.meta.occurred_at)).collect();
    let expected = times.iter().flat_map(|recorded| times.map(|occurred| (*recorded, Some(occurred))));
    assert_eq!(read, expected.collect::<Vec<_>>());
}

/// Rule 7: `recorded_at` never runs backwards, inside a commit and from one to the next.
pub fn recorded_times_never_run_backwards<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let timed = |second| NewRecord { recorded_at: at(second), ..record(b"") };
    let streams = vec![onto("sample/a", vec![timed(50), timed(40)]), onto("sample/b", vec![timed(45), timed(60)])];
    let first = append(&log, Commit { streams });
    let second = append(&log, onto("sample/a", vec![timed(10), timed(70)]));
    let seconds = |records: &[Record]| records.iter().map(|r| r.meta.recorded_at.as_second()).collect::<Vec<_>>();
    assert_eq!(seconds(&first), [50, 50, 50, 60]);
    assert_eq!(seconds(&second), [60, 70]);
    assert_eq!(seconds(&all(&log)), [50, 50, 50, 60, 60, 70]);
}

/// Names in any script, payloads empty and large, of any bytes.
pub fn any_name_and_any_size_is_kept<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let names = ["sample/注文 42", "bestellung/straße/nr. 7", "sample/🦀", "sample/a b\\c:d*e?f\"g<h>i|j.."];
    let payloads = [vec![], vec![0; 1], vec![0xff; 300], (0..=255).cycle().take(1 << 20).collect()];
    for (stream, payload) in names.iter().zip(&payloads) {
        let labelled = NewRecord {
            kind: kind("sample.ünï", 1, Codec::Postcard, Shape::Bytes),
            actor: Some("Zoë".into()),
            service: Some("".into()),
            ..record(payload)
        };
        append(&log, onto(stream, vec![labelled]));
    }
    let read = all(&log);
    assert_eq!(read.len(), names.len());
    for (record, (stream, payload)) in read.iter().zip(names.iter().zip(&payloads)) {
        assert_eq!(record.meta.stream.as_str(), *stream);
        assert_eq!((record.meta.actor.as_deref(), record.meta.service.as_deref()), (Some("Zoë"), Some("")));
        assert!(record.payload == *payload, "a payload of {} bytes differs", payload.len());
    }
}
