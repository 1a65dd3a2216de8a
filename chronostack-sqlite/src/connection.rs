//! Opening connections.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

/// How long one that waits for the right to write sleeps before it tries again. SQLite's own waits grow to a tenth of a second,
/// within which a busy process takes and gives back the right so often that another might never get it.
const BETWEEN_TRIES: Duration = Duration::from_millis(1);
const STATEMENTS_CACHED_MAX: usize = 32;

/// A connection to the database at `path` that waits for others up to `timeout`.
pub(crate) fn connect(path: &Path, create: bool, timeout: Duration) -> rusqlite::Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, create);
    let mut connection = Connection::open_with_flags(path, flags)?;
    let mut since = Instant::now();
    connection.busy_handler(Some(move |tries| {
        if tries == 0 {
            since = Instant::now();
        }
        thread::sleep(BETWEEN_TRIES);
        since.elapsed() < timeout
    }))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED_MAX);
    Ok(connection)
}

/// Puts the database into WAL mode, and answers with the mode that it is in then.
pub(crate) fn into_wal_mode(connection: &Connection, timeout: Duration) -> rusqlite::Result<String> {
    let since = Instant::now();
    loop {
        // Where two connections change the mode at once, SQLite refuses one without asking its busy handler.
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && since.elapsed() < timeout => {
                thread::sleep(BETWEEN_TRIES);
            }
            mode => return mode,
        }
    }
}

/// One that only reads.
pub(crate) fn connect_reader(path: &Path, timeout: Duration) -> rusqlite::Result<Connection> {
    let connection = connect(path, false, timeout)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}
