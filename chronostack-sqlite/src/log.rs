//! The log itself: what stands behind the [`Log`] trait.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use async_channel::Sender;
use chronostack::{
    id::{LogId, StreamName},
    log::{
        AppendError, AppendTimes, BoxFuture, Capabilities, Commit, EventKind, Log, Page, ReadError, ReadLimit, Record,
        SnapshotStore, StreamSummary,
    },
};
use futures_channel::oneshot;
use rusqlite::{Connection, Transaction};

use crate::{
    append::append,
    fault::Fault,
    numbers::Numbers,
    reader::{Reader, head},
    request::{Request, Timed},
    schema,
    shared::Shared,
    snapshots::SqliteSnapshots,
    watch::Watch,
};

const WRITER_PANICKED: &str = "the writer's thread panicked";

/// A log in the tables of an SQLite database, beside tables of your own. See the [crate](crate) for how both are written in one
/// transaction.
///
/// - An acknowledged commit is durable: its transaction was synced (WAL mode, `synchronous = FULL`).
/// - Any number of processes may have it open and append, and so may other logs in this one: each takes its turn for the length of a
///   transaction, and waits for it up to the [`busy_timeout`](crate::SqliteLogOptions::busy_timeout).
/// - Commits that arrive together share a transaction and its sync. There is no timer: one that arrives alone goes at once.
/// - Each event has a checksum, which is verified when it is read. What was damaged is an error, never data. `offset` is 0 in
///   these errors, since SQLite does not say which byte it is.
///
/// Futures need no particular executor. Appends wait without blocking; reads ask the database while they are polled, on connections of
/// their own that no append waits for. `close` and dropping the log wait for the commits under way.
pub struct SqliteLog {
    shared: Arc<Shared>,
    queue: Sender<Request>,
    /// `None` once it was waited for.
    writer: Mutex<Option<JoinHandle<()>>>,
    watch: Arc<Watch>,
}

impl SqliteLog {
    pub(crate) fn new(shared: Arc<Shared>, queue: Sender<Request>, writer: JoinHandle<()>) -> Self {
        Self { shared, queue, writer: Mutex::new(Some(writer)), watch: Arc::default() }
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Appends a commit in a transaction of the caller's own, on any connection to this log's database: it is recorded when the
    /// transaction is committed, together with all else that was done in it, and was never there when it is rolled back.
    /// Answers with the records as they are going to be recorded. On an error nothing of the commit remains in the transaction, and
    /// the rest of it can be committed all the same.
    ///
    /// Begin the transaction with [`TransactionBehavior::Immediate`](rusqlite::TransactionBehavior::Immediate): one that has read
    /// before it writes is refused when somebody else wrote in between. Nobody else can append until it ends, so do not
    /// await an append to this log while it lasts. How durable it is then is your connection's `synchronous` to say, which is `FULL`
    /// unless it was changed.
    pub fn append_in(&self, transaction: &Transaction<'_>, commit: Commit) -> Result<Vec<Record>, AppendError> {
        let Shared { path, log, projection, .. } = self.shared.as_ref();
        if self.shared.is_closed() {
            return Err(AppendError::Closed);
        }
        commit.check_shape()?;
        // Asks for the right to write before anything is read, so that nobody writes in between.
        let write = || -> Result<LogId, Fault> {
            transaction.prepare_cached("UPDATE chronostack_log SET format = format WHERE FALSE")?.execute([])?;
            schema::identity(transaction)
        };
        if write().map_err(|fault| fault.append(path))? != *log {
            return Err(AppendError::InvalidCommit { reason: "the transaction is of another log's database" });
        }
        let appended = append(transaction, *log, &mut Numbers::default(), projection.as_ref(), commit);
        appended.map_err(|fault| fault.append(path))
    }

    async fn append_commit(&self, commit: Commit, timed: Option<Timed>) -> Result<Vec<Record>, AppendError> {
        if self.shared.is_closed() {
            return Err(AppendError::Closed);
        }
        commit.check_shape()?;
        let (reply, answer) = oneshot::channel();
        self.queue.send(Request::Append(commit, timed, reply)).await.map_err(|_| self.writer_is_gone())?;
        answer.await.unwrap_or_else(|_| Err(self.writer_is_gone()))
    }

    fn writer_is_gone(&self) -> AppendError {
        if self.shared.is_closed() {
            return AppendError::Closed;
        }
        self.shared.poison(WRITER_PANICKED.to_owned())
    }

    fn read_with<T>(&self, read: impl FnOnce(Reader<'_>) -> Result<T, Fault>) -> Result<T, ReadError> {
        let Shared { log, names, .. } = self.shared.as_ref();
        self.shared.read(|connection: &Connection| read(Reader { connection, log: *log, names }))
    }

    /// Lets the writer finish what it has taken, and waits for it: then no connection is left.
    fn shut(&self) {
        self.shared.close();
        self.queue.close();
        self.watch.close();
        // Held until the thread has ended: who closes the log at the same time waits too.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!(path = %self.shared.path.display(), "the log's writer had panicked");
            self.shared.poison(WRITER_PANICKED.to_owned());
        }
    }
}

impl fmt::Debug for SqliteLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteLog").field("path", &self.shared.path).finish_non_exhaustive()
    }
}

impl Drop for SqliteLog {
    fn drop(&mut self) {
        self.shut();
    }
}

impl Log for SqliteLog {
    fn id(&self) -> LogId {
        self.shared.log
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::SHARED
    }

    fn append(&self, commit: Commit) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        Box::pin(self.append_commit(commit, None))
    }

    fn append_timed(&self, commit: Commit, times: AppendTimes) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        Box::pin(self.append_commit(commit, Some(Timed { since: times.queued(), times })))
    }

    fn read(&self, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        Box::pin(async move { self.read_with(|reader| reader.read(from, limit)) })
    }

    fn read_stream(&self, stream: StreamName, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        Box::pin(async move { self.read_with(|reader| reader.read_stream(&stream, from, limit)) })
    }

    fn head(&self) -> BoxFuture<'_, Result<u64, ReadError>> {
        Box::pin(async { self.shared.read(head) })
    }

    fn wait_past(&self, position: u64) -> BoxFuture<'_, Result<u64, ReadError>> {
        Box::pin(self.watch.wait_past(&self.shared, position))
    }

    fn streams(&self, after: Option<StreamName>, limit: usize) -> BoxFuture<'_, Result<Vec<StreamSummary>, ReadError>> {
        Box::pin(async move { self.read_with(|reader| reader.streams(after.as_ref(), limit)) })
    }

    fn stream(&self, stream: StreamName) -> BoxFuture<'_, Result<Option<StreamSummary>, ReadError>> {
        Box::pin(async move { self.read_with(|reader| reader.stream(stream)) })
    }

    fn find_commit(&self, stream: StreamName, key: Arc<str>) -> BoxFuture<'_, Result<Option<Vec<Record>>, ReadError>> {
        Box::pin(async move { self.read_with(|reader| reader.find_commit(&stream, &key)) })
    }

    fn kinds(&self) -> BoxFuture<'_, Result<Vec<Arc<EventKind>>, ReadError>> {
        Box::pin(async { self.read_with(|reader| reader.names.kinds(reader.connection)) })
    }

    fn snapshots(&self) -> Option<Arc<dyn SnapshotStore>> {
        Some(Arc::new(SqliteSnapshots { shared: Arc::clone(&self.shared), queue: self.queue.clone() }))
    }

    fn close(&self) -> BoxFuture<'_, Result<(), AppendError>> {
        Box::pin(async {
            self.shut();
            self.shared.poisoned().map_or(Ok(()), Err)
        })
    }
}
