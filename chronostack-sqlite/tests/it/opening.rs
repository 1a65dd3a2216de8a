//! What is opened: databases with and without a log, and what is none.

use std::{fs, thread};

use chronostack::{
    LogicalTime,
    log::{AppendError, Log, OpenError},
};
use chronostack_sqlite::{SqliteLog, rusqlite::Connection};
use pollster::block_on;

use super::sample::{all, append, commit, home, open};

#[test]
fn a_database_of_the_users_own_keeps_what_is_its() {
    let (_folder, path) = home();
    let own = Connection::open(&path).expect("it opens");
    own.execute_batch("CREATE TABLE mine (a INTEGER) STRICT; INSERT INTO mine VALUES (7);").expect("made");
    own.pragma_update(None, "user_version", 42).expect("set");
    own.pragma_update(None, "application_id", 43).expect("set");
    drop(own);
    let refused = SqliteLog::options().create(false).open(&path);
    assert!(matches!(refused, Err(OpenError::NotALog { .. })), "{refused:?}");
    let log = open(&path);
    let expected = append(&log, commit("a", b"1"));
    drop(log);
    let log = SqliteLog::options().create(false).open(&path).expect("there is a log now");
    assert_eq!(all(&log).expect("read"), expected);
    let own = Connection::open(&path).expect("it opens");
    let pragma = |name| own.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).expect("asked");
    assert_eq!((pragma("user_version"), pragma("application_id")), (42, 43));
    assert_eq!(own.query_row("SELECT a FROM mine", [], |row| row.get::<_, i64>(0)).expect("read"), 7);
}

#[test]
fn what_holds_no_log_is_refused_and_left_alone() {
    let (folder, path) = home();
    assert!(matches!(SqliteLog::options().create(false).open(&path), Err(OpenError::Missing { .. })));
    assert!(matches!(SqliteLog::open(folder.path()), Err(OpenError::NotALog { .. })));
    let text = "dear SQLite, ".repeat(100);
    fs::write(&path, &text).expect("written");
    let refused = SqliteLog::open(&path).expect_err("it is a letter");
    assert!(matches!(refused, OpenError::NotALog { .. }), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).expect("read"), text);
    let nowhere = SqliteLog::open(folder.path().join("absent/log.sqlite"));
    assert!(matches!(nowhere, Err(OpenError::Io { .. })), "{nowhere:?}");
}

#[test]
fn tables_of_another_program_are_refused() {
    let (_folder, path) = home();
    let own = Connection::open(&path).expect("it opens");
    own.execute_batch("CREATE TABLE chronostack_log (line TEXT) STRICT").expect("made");
    let refused = SqliteLog::open(&path);
    assert!(matches!(refused, Err(OpenError::NotALog { .. })), "{refused:?}");
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    let (_folder, path) = home();
    drop(open(&path));
    let own = Connection::open(&path).expect("it opens");
    own.execute_batch("UPDATE chronostack_log SET format = 7; ALTER TABLE chronostack_log RENAME COLUMN id TO other")
        .expect("changed");
    match SqliteLog::open(&path) {
        Err(OpenError::Format { found: 7, newest: 2, .. }) => {}
        other => panic!("a newer format is refused as {other:?}"),
    }
}

/// The two columns that format 2 added are dropped again, which leaves what the first release wrote.
#[test]
fn a_log_of_the_first_format_is_brought_up_to_date() {
    let (_folder, path) = home();
    let expected = append(&open(&path), commit("a", b"1"));
    let own = Connection::open(&path).expect("it opens");
    own.execute_batch(
        "ALTER TABLE chronostack_events DROP COLUMN logical;
         ALTER TABLE chronostack_events DROP COLUMN lane;
         UPDATE chronostack_log SET format = 1;",
    )
    .expect("changed");
    drop(own);
    let logs = thread::scope(|scope| {
        let opening: Vec<_> = (0..4).map(|_| scope.spawn(|| open(&path))).collect();
        opening.into_iter().map(|thread| thread.join().expect("it opens")).collect::<Vec<_>>()
    });
    let mut next = commit("a", b"2");
    let ahead = LogicalTime(expected[0].meta.recorded_at).next();
    let record = &mut next.streams[0].records[0];
    (record.logical, record.lane) = (ahead, Some("worker 1".into()));
    let appended = append(&logs[0], next);
    assert_eq!((Some(appended[0].meta.logical), appended[0].meta.lane.as_deref()), (ahead, Some("worker 1")));
    assert_eq!(all(&logs[1]).expect("read"), [expected, appended].concat());
}

#[test]
fn many_may_open_a_new_log_at_once() {
    let (_folder, path) = home();
    let ids = thread::scope(|scope| {
        let opening: Vec<_> = (0..8).map(|_| scope.spawn(|| open(&path).id())).collect();
        opening.into_iter().map(|thread| thread.join().expect("it opens")).collect::<Vec<_>>()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn events_are_neither_changed_nor_deleted_by_sql() {
    let (_folder, path) = home();
    let log = open(&path);
    let expected = append(&log, commit("a", b"1"));
    let own = Connection::open(&path).expect("it opens");
    for change in ["UPDATE chronostack_events SET version = 2", "DELETE FROM chronostack_events"] {
        let refused = own.execute(change, []).expect_err("events are for ever");
        assert!(refused.to_string().contains("never"), "{refused}");
    }
    assert_eq!(all(&log).expect("read"), expected);
}

#[test]
fn a_log_that_was_closed_takes_no_append_and_leaves_no_connection() {
    let (_folder, path) = home();
    let log = open(&path);
    append(&log, commit("a", b"1"));
    let mut own = Connection::open(&path).expect("it opens");
    block_on(log.close()).expect("closed");
    let transaction = own.transaction().expect("begun");
    let refused = log.append_in(&transaction, commit("a", b"2"));
    assert!(matches!(refused, Err(AppendError::Closed)), "{refused:?}");
    drop(transaction);
    // The last connection takes the write-ahead log with it.
    drop(own);
    assert!(!path.with_extension("sqlite-wal").exists());
}
