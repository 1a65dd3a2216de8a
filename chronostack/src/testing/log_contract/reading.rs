//! Reads in pages.

use pollster::block_on;

use super::sample::{all, append, name, numbered, onto, record};
use crate::log::{Commit, Log, Page, ReadLimit, Record};

fn read(log: &impl Log, from: u64, limit: ReadLimit) -> Page {
    block_on(log.read(from, limit)).expect("the log is read")
}

fn positions(page: &Page) -> Vec<u64> {
    page.records.iter().map(|record| record.meta.position).collect()
}

/// A read starts at any position, inside a commit too; 0 reads as 1, and behind the end there is nothing.
pub fn reads_start_anywhere<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    for count in [3, 1, 4] {
        append(&log, numbered("sample/a", count));
    }
    let whole = all(&log);
    for from in 1..=8_u64 {
        let expected: Vec<&Record> = whole.iter().filter(|record| record.meta.position >= from).collect();
        assert_eq!(read(&log, from, ReadLimit::PAGE).records.iter().collect::<Vec<_>>(), expected, "from {from}");
    }
    assert_eq!(positions(&read(&log, 0, ReadLimit::records(2))), [1, 2]);
    for beyond in [9, 10, u64::MAX] {
        assert_eq!(read(&log, beyond, ReadLimit::PAGE), Page::default(), "from {beyond}");
    }
}

/// A page holds at most the records asked for, at least one, and says whether more stand behind it.
pub fn pages_end_at_records<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    append(&log, numbered("sample/a", 5));
    append(&log, numbered("sample/b", 2));
    let page = |from, records| {
        let page = read(&log, from, ReadLimit::records(records));
        (positions(&page), page.more)
    };
    assert_eq!(page(1, 3), (vec![1, 2, 3], true));
    assert_eq!(page(4, 3), (vec![4, 5, 6], true));
    assert_eq!(page(7, 3), (vec![7], false));
    assert_eq!(page(5, 3), (vec![5, 6, 7], false));
    assert_eq!(page(1, 7), (vec![1, 2, 3, 4, 5, 6, 7], false));
    assert_eq!(page(1, 0), (vec![1], true), "one record is always read");
}

/// A page holds at most the payload bytes asked for, yet at least one record.
pub fn pages_end_at_bytes<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    append(&log, onto("sample/a", [10, 10, 10, 50, 0, 10].map(|bytes| record(&vec![0; bytes])).to_vec()));
    let page = |from, payload_bytes| {
        let page = read(&log, from, ReadLimit { records: 100, payload_bytes });
        (positions(&page), page.more)
    };
    assert_eq!(page(1, 20), (vec![1, 2], true));
    assert_eq!(page(1, 29), (vec![1, 2], true));
    assert_eq!(page(3, 20), (vec![3], true));
    assert_eq!(page(4, 20), (vec![4], true), "one record is always read");
    assert_eq!(page(5, 10), (vec![5, 6], false));
    assert_eq!(page(1, 90), (vec![1, 2, 3, 4, 5, 6], false));
}

/// A stream's records in order of version, from any version, in pages.
pub fn streams_are_read_from_any_version<L: Log>(open: &impl Fn() -> L) {
    let log = open();
    for round in 0..10 {
        let others = vec![onto("sample/b", vec![record(b"b")]), onto("sample/a", vec![record(&[round]), record(b"x")])];
        append(&log, Commit { streams: others });
        append(&log, numbered("sample/c", 1));
        append(&log, onto("sample/a", vec![record(b"single")]));
    }
    let whole = all(&log);
    let a: Vec<Record> = whole.into_iter().filter(|record| record.meta.stream.id() == "a").collect();
    assert_eq!(a.iter().map(|record| record.meta.version).collect::<Vec<_>>(), (1..=30).collect::<Vec<_>>());
    for from in 1..=30_u64 {
        for records in [1, 2, 7, 100] {
            let page = block_on(log.read_stream(name("sample/a"), from, ReadLimit::records(records)))
                .expect("the stream is read");
            let rest: Vec<Record> = a.iter().filter(|record| record.meta.version >= from).cloned().collect();
            assert_eq!(page.more, rest.len() > records, "from {from}, {records} records");
            assert_eq!(page.records, rest[..records.min(rest.len())], "from {from}, {records} records");
        }
    }
    let page =
        |stream, from| block_on(log.read_stream(name(stream), from, ReadLimit::PAGE)).expect("the stream is read");
    assert_eq!(page("sample/a", 0).records, a);
    assert_eq!(page("sample/a", 31), Page::default());
    assert_eq!(page("sample/absent", 1), Page::default());
}
