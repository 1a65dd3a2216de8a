//! The tables.

use std::path::Path;

use chronostack::{id::LogId, log::OpenError};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, types::ValueRef};

use crate::fault::Fault;

/// The format's number. `chronostack_log` and its column `format` stay in every later one.
pub(crate) const FORMAT: u32 = 2;

/// - Times are nanoseconds of the Unix epoch: an integer, or where it does not fit 16 bytes, the highest first.
/// - An event's id is its position where it is of this log, else its log's 16 bytes and its position's 8, the highest first.
///   `id` is null where it is the event's own position in this log, and `correlation` where it is the event's own id.
/// - `causes` is null for none, an integer for one of this log, else one such 24 bytes behind the other.
/// - `chronostack_keys` leads from an idempotency key to the latest commit that used it: the version of its first event, and how many it
///   added to the stream. A partial index of the events would do too, but one makes SQLite compile each query of them anew when
///   its parameters change.
/// - `logical` is the logical time, null where it is `recorded_at`.
/// - `fingerprint` is that of the state after the event, the highest byte first; null where none was recorded.
/// - `checksum` is that of `sum.rs`.
const TABLES: &str = "
    CREATE TABLE chronostack_log (
        format INTEGER NOT NULL,
        id BLOB NOT NULL
    ) STRICT;
    CREATE TABLE chronostack_streams (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE chronostack_kinds (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        codec TEXT NOT NULL,
        schema TEXT NOT NULL,
        UNIQUE (name, version, codec)
    ) STRICT;
    CREATE TABLE chronostack_labels (
        number INTEGER PRIMARY KEY,
        label TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE chronostack_events (
        position INTEGER PRIMARY KEY,
        stream INTEGER NOT NULL,
        version INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        recorded_at ANY NOT NULL,
        occurred_at ANY,
        id ANY,
        correlation ANY,
        causes ANY,
        actor INTEGER,
        service INTEGER,
        transition INTEGER,
        traceparent TEXT,
        idempotency_key TEXT,
        checksum INTEGER NOT NULL,
        payload BLOB NOT NULL,
        fingerprint BLOB,
        logical ANY,
        lane INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX chronostack_versions ON chronostack_events (stream, version);
    CREATE TRIGGER chronostack_events_are_not_changed BEFORE UPDATE ON chronostack_events
        BEGIN SELECT raise(ABORT, 'events are never changed'); END;
    CREATE TRIGGER chronostack_events_are_not_deleted BEFORE DELETE ON chronostack_events
        BEGIN SELECT raise(ABORT, 'events are never deleted'); END;
    CREATE TABLE chronostack_keys (
        stream INTEGER NOT NULL,
        idempotency_key TEXT NOT NULL,
        version INTEGER NOT NULL,
        events INTEGER NOT NULL,
        PRIMARY KEY (stream, idempotency_key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE chronostack_snapshots (
        number INTEGER PRIMARY KEY,
        stream TEXT NOT NULL,
        machine TEXT NOT NULL,
        version INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        snapshot BLOB NOT NULL,
        UNIQUE (stream, machine, version)
    ) STRICT;
";

/// What makes the tables of format 1 those of format 2.
const TO_FORMAT_2: &str = "
    ALTER TABLE chronostack_events ADD COLUMN logical ANY;
    ALTER TABLE chronostack_events ADD COLUMN lane INTEGER;
    UPDATE chronostack_log SET format = 2;
";

/// The log that the database at `path` holds, if it holds one.
pub(crate) fn look(connection: &Connection, path: &Path) -> Result<Option<LogId>, OpenError> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'chronostack_log'";
    let there: i64 =
        connection.query_row(table, [], |row| row.get(0)).map_err(|error| Fault::from(error).open(path))?;
    if there == 0 {
        return Ok(None);
    }
    match format(connection).optional() {
        Ok(Some(1..=FORMAT)) => identity(connection).map(Some).map_err(|fault| fault.open(path)),
        Ok(Some(newer)) if newer > FORMAT => {
            Err(OpenError::Format { path: path.to_owned(), found: newer, newest: FORMAT })
        }
        Ok(_) => {
            let reason = "its table `chronostack_log` names no format".to_owned();
            Err(OpenError::NotALog { path: path.to_owned(), reason })
        }
        Err(rusqlite::Error::SqlInputError { .. }) => {
            let reason = "its table `chronostack_log` is another program's".to_owned();
            Err(OpenError::NotALog { path: path.to_owned(), reason })
        }
        Err(error) => Err(Fault::from(error).open(path)),
    }
}

fn format(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("SELECT format FROM chronostack_log", [], |row| row.get(0))
}

/// Brings tables that an older release made up to date, unless another process has done so in the meantime. What stands in
/// them stays as it is.
pub(crate) fn upgrade(connection: &mut Connection) -> rusqlite::Result<()> {
    if format(connection)? == FORMAT {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if format(&transaction)? == 1 {
        transaction.execute_batch(TO_FORMAT_2)?;
    }
    transaction.commit()
}

/// Which log the database holds.
pub(crate) fn identity(connection: &Connection) -> Result<LogId, Fault> {
    let mut select = connection.prepare_cached("SELECT id FROM chronostack_log")?;
    let bytes = select.query_row([], |row| match row.get_ref(0)? {
        ValueRef::Blob(bytes) => Ok(<[u8; 16]>::try_from(bytes).ok()),
        _ => Ok(None),
    })?;
    let bytes = bytes.ok_or_else(|| Fault::corrupt(0, "the log's id is no 16 bytes"))?;
    Ok(LogId(u128::from_be_bytes(bytes)))
}

/// Makes the tables of the log `id`, in a transaction that the caller began.
pub(crate) fn create(connection: &Connection, id: LogId) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    connection.execute("INSERT INTO chronostack_log VALUES (?1, ?2)", (FORMAT, id.0.to_be_bytes()))?;
    Ok(())
}
