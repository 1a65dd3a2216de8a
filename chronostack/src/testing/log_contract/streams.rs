//! What a log holds: its streams and event types.

use std::sync::Arc;

use pollster::block_on;

use super::sample::{append, kind, name, noted, numbered, onto, record};
use crate::{
    codec::Codec,
    log::{Log, NewRecord, StreamSummary},
    schema::Shape,
};

/// Streams come in order of name, each with its end, in pages.
pub fn streams_are_listed_by_name<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let list = |after: Option<&str>, limit| block_on(log.streams(after.map(name), limit)).expect("streams");
    let summary = |stream, version, position| StreamSummary { stream: name(stream), version, position };
    append(&log, numbered("sample/b", 2));
    append(&log, numbered("sample/ä", 1));
    append(&log, numbered("other/z", 1));
    assert_eq!(list(None, 2), [summary("other/z", 1, 4), summary("sample/b", 2, 2)]);
    append(&log, numbered("sample/a", 1));
    append(&log, numbered("sample/b", 3));
    let whole =
        [summary("other/z", 1, 4), summary("sample/a", 1, 5), summary("sample/b", 5, 8), summary("sample/ä", 1, 3)];
    assert_eq!(list(None, 100), whole);
    assert_eq!(list(Some("other/z"), 2), whole[1..3]);
    assert_eq!(list(Some("sample/aa"), 100), whole[2..], "behind a name that no stream has");
    assert_eq!(list(Some("sample/ä"), 100), []);
    assert_eq!(list(None, 0), []);
    assert_eq!(block_on(log.stream(name("sample/b"))).expect("stream"), Some(summary("sample/b", 5, 8)));
    assert_eq!(block_on(log.stream(name("sample/c"))).expect("stream"), None);
}

/// Each kind is listed once, with its schema; records of one kind share it.
pub fn kinds_are_listed_once<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let json = kind("sample.noted", 1, Codec::Json, Shape::Bytes);
    let newer = kind("sample.noted", 2, Codec::Postcard, Shape::List(Box::new(Shape::Option(Box::new(Shape::F64)))));
    for kind in [noted(), noted(), newer.clone(), json.clone(), noted()] {
        append(&log, onto("sample/a", vec![NewRecord { kind, ..record(b"") }]));
    }
    let kinds = block_on(log.kinds()).expect("kinds");
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    for kind in [noted(), newer, json] {
        assert!(kinds.contains(&kind), "{kind:?} is missing");
    }
    let read = super::sample::all(&log);
    let (first, last) = (&read[0].kind, &read[4].kind);
    assert!(Arc::ptr_eq(first, last), "two records of one kind hold it twice");
}
