//! What damage to the file comes to: an error, never other data.

use std::fs;

use chronostack::log::{Commit, EventKind, Log, OpenError, ReadError, ReadLimit, Record};
use chronostack_sqlite::{SqliteLog, rusqlite::Connection};
use pollster::block_on;

use super::sample::{all, append, commit, home, onto, open, stream};

#[test]
fn an_event_that_was_changed_is_an_error_that_names_it() {
    let changes = [
        "payload = x'00'",
        "version = 7",
        "recorded_at = recorded_at + 1",
        "occurred_at = 1",
        "stream = 2",
        "kind = 2",
        "id = 9",
        "correlation = 1",
        "causes = 1",
        "actor = 1",
        "traceparent = 'x'",
        "idempotency_key = 'x'",
        "fingerprint = zeroblob(16)",
        "fingerprint = x'01'",
        "recorded_at = 'noon'",
        "logical = recorded_at + 1",
        "logical = 'noon'",
        "lane = 1",
        "lane = 99",
        "causes = x'01'",
        "stream = 99",
        "kind = 99",
        "actor = 99",
    ];
    for change in changes {
        let (_folder, path) = home();
        let log = open(&path);
        let mut labelled = onto("a", None, b"2");
        labelled.records[0].service = Some("service".into());
        let mut other = onto("b", None, b"3");
        let kind = EventKind { name: "sample.other".to_owned(), ..other.records[0].kind.as_ref().clone() };
        other.records[0].kind = kind.into();
        append(&log, commit("a", b"1"));
        append(&log, Commit { streams: vec![labelled, other] });
        let own = Connection::open(&path).expect("it opens");
        own.pragma_update(None, "foreign_keys", false).expect("set");
        own.execute_batch("DROP TRIGGER chronostack_events_are_not_changed").expect("dropped");
        own.execute(&format!("UPDATE chronostack_events SET {change} WHERE position = 2"), []).expect("changed");
        let read = all(&log);
        assert!(matches!(read, Err(ReadError::Corrupt { .. })), "{change}: {read:?}");
    }
}

#[test]
fn an_event_that_is_missing_is_an_error() {
    for (gone, id) in [(1_i64, "a"), (2, "b")] {
        let (_folder, path) = home();
        let log = open(&path);
        append(&log, Commit { streams: vec![onto("a", None, b"1"), onto("b", None, b"2")] });
        append(&log, commit("a", b"3"));
        append(&log, commit("b", b"4"));
        let own = Connection::open(&path).expect("it opens");
        own.execute_batch("DROP TRIGGER chronostack_events_are_not_deleted").expect("dropped");
        own.execute("DELETE FROM chronostack_events WHERE position = ?1", [gone]).expect("deleted");
        let whole = all(&log);
        assert!(matches!(whole, Err(ReadError::Corrupt { .. })), "{whole:?}");
        let stream = block_on(log.read_stream(stream(id), 1, ReadLimit::PAGE));
        assert!(matches!(stream, Err(ReadError::Corrupt { .. })), "{stream:?}");
    }
}

/// Bytes of the file at random: what is read is what was written, up to the first error, and an error has a name.
#[test]
fn a_damaged_file_is_never_read_as_other_data() {
    let (_folder, path) = home();
    let log = open(&path);
    let expected: Vec<Record> = (0..200_u32)
        .flat_map(|number| append(&log, commit(&format!("{}", number % 9), &number.to_le_bytes().repeat(30))))
        .collect();
    drop(log);
    let bytes = fs::read(&path).expect("read");
    let mut random = fastrand::Rng::with_seed(5);
    let mut noticed = 0;
    for _ in 0..300 {
        let mut damaged = bytes.clone();
        let offset = random.usize(..bytes.len());
        damaged[offset] ^= 1 << random.u8(0..8);
        let damaged_path = path.with_extension("damaged");
        fs::write(&damaged_path, &damaged).expect("written");
        let read = match SqliteLog::options().create(false).open(&damaged_path) {
            Ok(log) => all(&log),
            Err(OpenError::Corrupt { .. } | OpenError::NotALog { .. } | OpenError::Format { .. }) => {
                noticed += 1;
                continue;
            }
            Err(other) => panic!("bit at byte {offset}: {other}"),
        };
        match read {
            // The index and free space are not looked at.
            Ok(read) => assert!(read.len() <= expected.len() && read == expected[..read.len()], "byte {offset}"),
            Err(ReadError::Corrupt { .. }) => noticed += 1,
            Err(other) => panic!("bit at byte {offset}: {other}"),
        }
    }
    assert!(noticed > 50, "{noticed} of 300 were noticed");
}
