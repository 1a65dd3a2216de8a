//! What is refused leaves nothing behind.

use pollster::block_on;

use super::sample::{all, append, head, kind, name, numbered, onto, record};
use crate::{
    codec::Codec,
    log::{AppendError, Commit, Log, NewRecord, StreamAppend},
    schema::{Definition, Shape, TypeSchema},
};

fn refused(log: &impl Log, commit: impl Into<Commit>) -> AppendError {
    block_on(log.append(commit.into())).expect_err("the commit is refused")
}

fn expecting(version: u64, append: StreamAppend) -> StreamAppend {
    StreamAppend { expected: Some(version), ..append }
}

/// An expected version is that of the stream: 0 before its first event.
pub fn expected_versions_are_kept<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    append(&log, expecting(0, onto("sample/a", vec![record(b"1"), record(b"2")])));
    append(&log, expecting(2, onto("sample/a", vec![record(b"3")])));
    append(&log, onto("sample/a", vec![record(b"4")]));
    append(&log, expecting(0, onto("sample/b", vec![record(b"1")])));
    for (stream, wrong, right) in [("sample/a", 0, 4), ("sample/a", 3, 4), ("sample/a", 5, 4), ("sample/c", 1, 0)] {
        match refused(&log, expecting(wrong, onto(stream, vec![record(b"late")]))) {
            AppendError::Conflict { stream: named, expected, actual } => {
                assert_eq!((named, expected, actual), (name(stream), wrong, right));
            }
            other => panic!("a conflict is refused as {other:?}"),
        }
    }
    assert_eq!(head(&log), 5);
}

/// One stream's conflict refuses the whole commit.
pub fn a_conflict_appends_nothing<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let before = append(&log, numbered("sample/a", 2));
    let streams = vec![
        onto("sample/new", vec![record(b"never")]),
        expecting(2, onto("sample/a", vec![record(b"never")])),
        expecting(1, onto("sample/other", vec![record(b"never")])),
    ];
    let error = refused(&log, Commit { streams });
    assert!(matches!(error, AppendError::Conflict { .. }), "{error:?}");
    assert_eq!(all(&log), before);
    assert_eq!(block_on(log.stream(name("sample/new"))).expect("stream"), None);
    let next = append(&log, expecting(2, onto("sample/a", vec![record(b"next")])));
    assert_eq!((next[0].meta.position, next[0].meta.version), (3, 3));
}

/// A commit without events, with a stream without events, or with a stream twice is a mistake.
pub fn misshapen_commits_are_refused<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let twice = vec![onto("sample/a", vec![record(b"1")]), onto("sample/a", vec![record(b"2")])];
    let half = vec![onto("sample/a", vec![record(b"1")]), onto("sample/b", vec![])];
    for streams in [vec![], twice, half] {
        let error = refused(&log, Commit { streams });
        assert!(matches!(error, AppendError::InvalidCommit { .. }), "{error:?}");
    }
    assert_eq!(head(&log), 0);
}

/// One event type and version has one schema; the names of Rust types take no part in it.
pub fn a_kind_has_one_schema<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let named = |definition: &str, shape| {
        let mut kind = kind("sample.counted", 1, Codec::Postcard, Shape::Ref(0)).as_ref().clone();
        kind.schema.types = vec![Definition { name: definition.to_owned(), shape }];
        kind
    };
    let of = |kind: crate::log::EventKind| NewRecord { kind: kind.into(), ..record(b"") };
    append(&log, onto("sample/a", vec![of(named("Counted", Shape::U64))]));
    append(&log, onto("sample/b", vec![of(named("Renamed", Shape::U64))]));
    let mut newer = named("Counted", Shape::I64);
    newer.version = 2;
    append(&log, onto("sample/a", vec![of(newer)]));
    match refused(&log, onto("sample/a", vec![record(b""), of(named("Counted", Shape::I64))])) {
        AppendError::KindConflict { event, version } => assert_eq!((event.as_str(), version), ("sample.counted", 1)),
        other => panic!("a second schema is refused as {other:?}"),
    }
    assert_eq!(head(&log), 3);
}

/// A refused commit leaves none of its kinds in the log, so that they do not stand in the way of the next.
pub fn a_refused_kind_leaves_nothing<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let of = |shape| NewRecord { kind: kind("sample.new", 1, Codec::Postcard, shape), ..record(b"") };
    let error = refused(&log, onto("sample/a", vec![of(Shape::U64), of(Shape::I64)]));
    assert!(matches!(error, AppendError::KindConflict { .. }), "{error:?}");
    let error = refused(&log, expecting(9, onto("sample/a", vec![of(Shape::U64)])));
    assert!(matches!(error, AppendError::Conflict { .. }), "{error:?}");
    assert_eq!(block_on(log.kinds()).expect("kinds"), []);
    append(&log, onto("sample/a", vec![of(Shape::String)]));
    let schemas: Vec<TypeSchema> =
        block_on(log.kinds()).expect("kinds").iter().map(|kind| kind.schema.clone()).collect();
    assert_eq!(schemas, [TypeSchema { root: Shape::String, types: Vec::new() }]);
}
