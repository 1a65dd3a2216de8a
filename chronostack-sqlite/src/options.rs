//! How a log is opened.

use std::{fmt, io, path::Path, sync::Arc, thread, time::Duration};

use chronostack::{
    id::LogId,
    log::{OpenError, Record},
};
use rusqlite::{Connection, TransactionBehavior};

use crate::{
    connection::{connect, into_wal_mode},
    fault::Fault,
    log::SqliteLog,
    projection::{Projection, ProjectionError},
    schema,
    shared::Shared,
    writer::Writer,
};

/// Requests that wait for the writer; who asks for more waits for room.
const QUEUE_REQUESTS_MAX: usize = 1_024;
/// Memory for the writer's pages, in KiB: the index by stream and version is written to all over.
const WRITER_CACHE_KIB: i64 = 64 << 10;

/// How to open a [`SqliteLog`].
///
/// ```
/// use std::time::Duration;
/// use chronostack_sqlite::SqliteLog;
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("shop.sqlite");
/// let log = SqliteLog::options().busy_timeout(Duration::from_secs(30)).open(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SqliteLogOptions {
    create: bool,
    busy_timeout: Duration,
    projection: Option<Projection>,
}

impl SqliteLog {
    /// Opens the log in the database `path`. The database is made if it is not there, and so are the log's tables in it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::options().open(path)
    }

    /// How to open a log otherwise.
    pub fn options() -> SqliteLogOptions {
        SqliteLogOptions::default()
    }
}

impl Default for SqliteLogOptions {
    fn default() -> Self {
        Self { create: true, busy_timeout: Duration::from_secs(5), projection: None }
    }
}

impl SqliteLogOptions {
    /// Whether a database that is not there is made, and the log's tables in one that has none. Default: yes.
    #[must_use]
    pub fn create(self, create: bool) -> Self {
        Self { create, ..self }
    }

    /// How long a commit waits while other connections write, before it fails. Default: 5 seconds.
    #[must_use]
    pub fn busy_timeout(self, busy_timeout: Duration) -> Self {
        Self { busy_timeout, ..self }
    }

    /// What is done in the transaction of every commit that is appended through this log, with the records as they are recorded.
    /// Default: nothing.
    ///
    /// On an error, or a panic, nothing of the commit is recorded, and its append fails with it. It must leave the transaction itself as
    /// it is, and should be short: others wait. Commits by other processes go through theirs, so give all of them the same one.
    #[must_use]
    pub fn projection(
        self,
        projection: impl Fn(&Connection, &[Record]) -> Result<(), ProjectionError> + Send + Sync + 'static,
    ) -> Self {
        Self { projection: Some(Arc::new(projection)), ..self }
    }

    /// Opens the log in the database `path`. That blocks, and puts the database into WAL mode for good.
    pub fn open(self, path: impl AsRef<Path>) -> Result<SqliteLog, OpenError> {
        let path = path.as_ref();
        let io = |source: io::Error| OpenError::Io { path: path.to_owned(), source: source.into() };
        let absolute = std::path::absolute(path).map_err(io)?;
        let path = absolute.as_path();
        if path.is_dir() {
            let reason = "it is a folder, and a database is a file".to_owned();
            return Err(OpenError::NotALog { path: path.to_owned(), reason });
        }
        if !self.create && !path.exists() {
            return Err(OpenError::Missing { path: path.to_owned() });
        }
        let sqlite = |error: rusqlite::Error| Fault::from(error).open(path);
        let mut connection = connect(path, self.create, self.busy_timeout).map_err(sqlite)?;
        let log = match schema::look(&connection, path)? {
            Some(log) => log,
            None if self.create => create(&mut connection, path)?,
            None => {
                let reason = "the database has no tables of a log".to_owned();
                return Err(OpenError::NotALog { path: path.to_owned(), reason });
            }
        };
        schema::upgrade(&mut connection).map_err(sqlite)?;
        prepare(&connection, path, self.busy_timeout)?;
        let shared = Arc::new(Shared::new(path.to_owned(), log, self.busy_timeout, self.projection));
        let (queue, requests) = async_channel::bounded(QUEUE_REQUESTS_MAX);
        let writer = Writer::new(Arc::clone(&shared), connection, requests);
        let thread = thread::Builder::new().name("chronostack-sqlite".to_owned()).spawn(|| writer.run()).map_err(io)?;
        Ok(SqliteLog::new(shared, queue, thread))
    }
}

/// Makes the tables, unless another process has done so in the meantime.
fn create(connection: &mut Connection, path: &Path) -> Result<LogId, OpenError> {
    let sqlite = |error: rusqlite::Error| Fault::from(error).open(path);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
    if let Some(log) = schema::look(&transaction, path)? {
        return Ok(log);
    }
    let log = LogId::random().map_err(|source| OpenError::Io { path: path.to_owned(), source: source.into() })?;
    schema::create(&transaction, log).map_err(sqlite)?;
    transaction.commit().map_err(sqlite)?;
    Ok(log)
}

/// Makes commits on `connection` durable, and readers independent of them.
fn prepare(connection: &Connection, path: &Path, busy_timeout: Duration) -> Result<(), OpenError> {
    let sqlite = |error: rusqlite::Error| Fault::from(error).open(path);
    let mode = into_wal_mode(connection, busy_timeout).map_err(sqlite)?;
    if mode != "wal" {
        let reason = format!("its journal mode stays `{mode}`, and a log needs `wal`, which no network drive can give");
        let source = io::Error::new(io::ErrorKind::Unsupported, reason).into();
        return Err(OpenError::Io { path: path.to_owned(), source });
    }
    // The second is what macOS needs for a sync to be one.
    for (pragma, value) in [("synchronous", 2), ("fullfsync", 1), ("cache_size", -WRITER_CACHE_KIB)] {
        connection.pragma_update(None, pragma, value).map_err(sqlite)?;
    }
    Ok(())
}

impl fmt::Debug for SqliteLogOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { create, busy_timeout, projection } = self;
        f.debug_struct("SqliteLogOptions")
            .field("create", create)
            .field("busy_timeout", busy_timeout)
            .field("projection", &projection.is_some())
            .finish()
    }
}
