//! Idempotency keys (rule 4).

use pollster::block_on;

use super::{
    sample::{append, name, onto, record},
    together::together,
};
use crate::{
    limits::KEYS_REMEMBERED_MIN,
    log::{Commit, Log, Record, StreamAppend},
};

fn keyed(key: &str, append: StreamAppend) -> StreamAppend {
    StreamAppend { idempotency_key: Some(key.into()), ..append }
}

fn find(log: &impl Log, stream: &str, key: &str) -> Option<Vec<Record>> {
    block_on(log.find_commit(name(stream), key.into())).expect("the commit is looked for")
}

/// A key belongs to its stream, and finds all that its commit added there.
pub fn a_commit_is_found_by_its_key<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let one = append(&log, keyed("pay-1", onto("sample/a", vec![record(b"1"), record(b"2")])));
    append(&log, onto("sample/a", vec![record(b"3")]));
    let streams = vec![
        keyed("pay-2", onto("sample/b", vec![record(b"b")])),
        keyed("pay-1", onto("sample/c", vec![record(b"c")])),
        onto("sample/d", vec![record(b"d")]),
        keyed("", onto("sample/e", vec![record(b"e")])),
    ];
    let several = append(&log, Commit { streams });
    assert_eq!(find(&log, "sample/a", "pay-1").as_deref(), Some(&one[..]));
    assert_eq!(find(&log, "sample/b", "pay-2").as_deref(), Some(&several[..1]));
    assert_eq!(find(&log, "sample/c", "pay-1").as_deref(), Some(&several[1..2]));
    assert_eq!(find(&log, "sample/e", "").as_deref(), Some(&several[3..]), "an empty key is one");
    for (stream, key) in [("sample/a", "pay-2"), ("sample/d", "pay-1"), ("sample/d", ""), ("sample/absent", "pay-1")] {
        assert_eq!(find(&log, stream, key), None, "{key} in {stream}");
    }
    let again = append(&log, keyed("pay-1", onto("sample/a", vec![record(b"again")])));
    assert_eq!(find(&log, "sample/a", "pay-1"), Some(again), "the latest commit of a key used twice");
}

/// A key is remembered for as many commits as promised.
pub fn keys_are_remembered<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    let commit = |n: usize| keyed(&format!("key-{n}"), onto("sample/a", vec![record(&n.to_le_bytes())]));
    // In flight all at once, so that a durable log can make few writes of them. The first poll sends an append on its way.
    let appends = (0..KEYS_REMEMBERED_MIN).map(|n| log.append(commit(n).into()));
    for appended in block_on(together(appends.collect())) {
        appended.expect("the commit is appended");
    }
    for n in [0, 1, 63, 64, KEYS_REMEMBERED_MIN / 2, KEYS_REMEMBERED_MIN - 1] {
        let found = find(&log, "sample/a", &format!("key-{n}")).unwrap_or_else(|| panic!("key-{n} is forgotten"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].payload, n.to_le_bytes(), "key-{n}");
        assert_eq!(found[0].meta.version, n as u64 + 1, "key-{n}");
    }
    assert_eq!(find(&log, "sample/a", "key-1024"), None);
}
