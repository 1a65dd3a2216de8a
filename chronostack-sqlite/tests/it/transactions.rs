//! Events and the user's own rows in one transaction.

use std::time::Duration;

use chronostack::log::{AppendError, Commit, Log, Record};
use chronostack_sqlite::{
    SqliteLog,
    rusqlite::{Connection, TransactionBehavior},
};
use pollster::block_on;

use super::sample::{all, append, commit, home, onto, open};

const ORDERS: &str = "CREATE TABLE orders (id TEXT PRIMARY KEY) STRICT";

fn orders(connection: &Connection) -> Vec<String> {
    let mut select = connection.prepare("SELECT id FROM orders ORDER BY rowid").expect("the table is there");
    let rows = select.query_map([], |row| row.get(0)).expect("read");
    rows.collect::<Result<_, _>>().expect("read")
}

/// A log with a connection of the user's own beside it.
fn both(path: &std::path::PathBuf) -> (SqliteLog, Connection) {
    let log = open(path);
    let connection = Connection::open(path).expect("it opens");
    connection.execute_batch(ORDERS).expect("the table is made");
    (log, connection)
}

#[test]
fn events_and_rows_are_committed_together_or_not_at_all() {
    let (_folder, path) = home();
    let (log, mut connection) = both(&path);
    let mut expected = append(&log, commit("a", b"1"));
    for (round, kept) in [true, false, true].into_iter().enumerate() {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).expect("begun");
        let id = format!("order {round}");
        transaction.execute("INSERT INTO orders VALUES (?1)", [&id]).expect("inserted");
        let several = Commit { streams: vec![onto("a", None, b"x"), onto(&id, Some(0), b"new")] };
        let mut appended = log.append_in(&transaction, several).expect("appended");
        appended.extend(log.append_in(&transaction, onto(&id, Some(1), b"next").into()).expect("appended again"));
        assert_eq!(all(&log).expect("read"), expected, "it is not committed yet");
        if kept {
            transaction.commit().expect("committed");
            expected.extend(appended);
        } else {
            transaction.rollback().expect("rolled back");
        }
        assert_eq!(orders(&connection).contains(&id), kept);
        assert_eq!(all(&log).expect("read"), expected);
        expected.extend(append(&log, commit("a", b"between")));
    }
}

#[test]
fn a_refused_append_leaves_the_transaction_as_it_was() {
    let (_folder, path) = home();
    let (log, mut connection) = both(&path);
    let before = append(&log, commit("a", b"1"));
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).expect("begun");
    transaction.execute("INSERT INTO orders VALUES ('kept')", []).expect("inserted");
    let conflict = log.append_in(&transaction, onto("a", Some(0), b"late").into());
    assert!(matches!(conflict, Err(AppendError::Conflict { expected: 0, actual: 1, .. })), "{conflict:?}");
    let invalid = log.append_in(&transaction, Commit::default());
    assert!(matches!(invalid, Err(AppendError::InvalidCommit { .. })), "{invalid:?}");
    transaction.commit().expect("committed");
    assert_eq!(orders(&connection), ["kept"]);
    assert_eq!(all(&log).expect("read"), before);
}

#[test]
fn a_transaction_of_another_database_is_refused() {
    let (_folder, path) = home();
    let log = open(&path);
    for other in [path.with_extension("other"), path.with_extension("empty")] {
        let mut connection = Connection::open(&other).expect("it opens");
        if other.ends_with("log.other") {
            drop(open(&other));
        }
        let transaction = connection.transaction().expect("begun");
        let refused = log.append_in(&transaction, commit("a", b"1"));
        assert!(matches!(refused, Err(AppendError::InvalidCommit { .. } | AppendError::Io { .. })), "{refused:?}");
    }
    assert_eq!(all(&log).expect("read"), []);
}

/// The first thing that an append asks for is the right to write: a deferred transaction then sees what stands in the log.
#[test]
fn a_deferred_transaction_takes_its_turn() {
    let (_folder, path) = home();
    let (log, mut connection) = both(&path);
    let transaction = connection.transaction().expect("begun");
    append(&log, commit("a", b"1"));
    let appended = log.append_in(&transaction, onto("a", Some(1), b"2").into()).expect("nothing was read before");
    assert_eq!(appended[0].meta.position, 2);
    transaction.commit().expect("committed");

    let transaction = connection.transaction().expect("begun");
    assert_eq!(orders(&transaction), Vec::<String>::new());
    append(&log, commit("a", b"3"));
    let stale = log.append_in(&transaction, commit("a", b"4")).expect_err("it has read what is no longer so");
    assert!(stale.to_string().contains("TransactionBehavior::Immediate"), "{stale}");
}

#[test]
fn an_append_waits_for_a_transaction_and_not_for_ever() {
    let (_folder, path) = home();
    let (log, mut connection) = both(&path);
    let hasty = SqliteLog::options().busy_timeout(Duration::from_millis(30)).open(&path).expect("the log opens");
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).expect("begun");
    let refused = block_on(hasty.append(commit("a", b"0"))).expect_err("somebody else writes");
    assert!(refused.to_string().contains("busy_timeout"), "{refused}");
    assert_eq!(all(&log).expect("reads go on"), []);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| append(&log, commit("a", b"1")));
        std::thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        transaction.commit().expect("committed");
        waiting.join().expect("appended");
    });
    append(&hasty, commit("a", b"2"));
}

#[test]
fn a_projection_is_committed_with_the_events_it_is_of() {
    let (_folder, path) = home();
    let connection = Connection::open(&path).expect("it opens");
    connection.execute_batch(ORDERS).expect("the table is made");
    let project = |connection: &Connection, records: &[Record]| {
        for record in records {
            let payload = String::from_utf8(record.payload.clone())?;
            assert_ne!(payload, "panic");
            // A second of the same name violates the primary key.
            connection.execute("INSERT INTO orders VALUES (?1)", [payload])?;
        }
        Ok(())
    };
    let mut log = SqliteLog::options().projection(project).open(&path).expect("the log opens");
    let mut expected = append(&log, commit("a", b"one"));
    for refused in [&b"one"[..], b"\xff", b"panic"] {
        let several = Commit { streams: vec![onto("a", None, b"never"), onto("new", None, refused)] };
        let error = block_on(log.append(several)).expect_err("the projection fails");
        assert!(error.to_string().contains("projection"), "{error}");
        assert_eq!(all(&log).expect("read"), expected);
    }
    expected.extend(append(&log, commit("new", b"two")));
    let mut own = Connection::open(&path).expect("it opens");
    let transaction = own.transaction().expect("begun");
    expected.extend(log.append_in(&transaction, commit("b", b"three")).expect("appended"));
    transaction.commit().expect("committed");
    assert_eq!(orders(&connection), ["one", "two", "three"]);
    for _ in 0..2 {
        assert_eq!(all(&log).expect("read"), expected);
        drop(log);
        log = open(&path);
    }
}

/// Of commits that share a transaction, one that fails takes none of the others with it.
#[test]
fn a_commit_that_fails_leaves_those_beside_it() {
    let (_folder, path) = home();
    let project = |_: &Connection, records: &[Record]| match records[0].payload.as_slice() {
        b"bad" => Err("it is bad".into()),
        _ => Ok(()),
    };
    let log = SqliteLog::options().projection(project).open(&path).expect("the log opens");
    let payload = |number: u32| if number.is_multiple_of(3) { &b"bad"[..] } else { b"good" };
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let log = &log;
            scope.spawn(move || {
                for number in 0..30 {
                    let appended = block_on(log.append(commit(&format!("{thread} {}", number % 4), payload(number))));
                    assert_eq!(appended.is_ok(), payload(number) == b"good", "{appended:?}");
                }
            });
        }
    });
    let all = all(&log).expect("read");
    assert_eq!(all.len(), 8 * 20);
    assert!(all.iter().all(|record| record.payload == b"good"));
}

#[test]
fn a_full_disk_is_an_error_and_appends_go_on_once_there_is_room() {
    let (_folder, path) = home();
    // The projection gets the writer's own connection, whose file it lets grow no further.
    let project = |connection: &Connection, records: &[Record]| {
        let bounded = |pages: u32| connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
        match records[0].payload.as_slice() {
            b"bound" => bounded(40)?,
            b"free" => bounded(1 << 30)?,
            _ => {}
        }
        Ok(())
    };
    let log = SqliteLog::options().projection(project).open(&path).expect("the log opens");
    let mut expected = append(&log, commit("a", b"bound"));
    let full = block_on(log.append(commit("a", &vec![7; 1 << 20])));
    let is_full = |error: &AppendError| matches!(error, AppendError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull);
    assert!(full.as_ref().is_err_and(is_full), "{full:?}");
    assert_eq!(all(&log).expect("reads go on"), expected);
    expected.extend(append(&log, commit("a", b"free")));
    expected.extend(append(&log, commit("b", &vec![7; 1 << 20])));
    assert_eq!(all(&log).expect("reads go on"), expected);
}
