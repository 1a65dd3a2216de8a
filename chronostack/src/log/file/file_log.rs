//! The log itself: what stands behind the [`Log`] trait.

use std::{
    fmt,
    path::Path,
    sync::{Arc, PoisonError},
};

use async_channel::Sender;

use crate::{
    id::{LogId, StreamName},
    log::{
        error::{AppendError, ArchiveError, CompressError, OpenError, ReadError},
        file::{
            archive::Archived,
            batch::{Request, Timed, check_size},
            compression::Compression,
            follow::Follower,
            reader,
            recovery::Recovery,
            reply::reply,
            report::VerifyReport,
            shared::Shared,
            snapshots::FileSnapshots,
            verify::verify_folder,
        },
        future::BoxFuture,
        page::fill_page,
        record::{Commit, EventKind, Record},
        record_ref::Visit,
        snapshot::SnapshotStore,
        store::{Capabilities, Log, Page, ReadLimit, StreamSummary},
        times::AppendTimes,
    },
    meta::Meta,
    sync::{JoinHandle, Mutex},
};

const WRITER_PANICKED: &str = "the writer's thread panicked";

/// The embedded durable log: a folder of checksummed segments on this machine.
///
/// - An acknowledged commit is on the disk: written, synced, and found again whatever happens to the process or the
///   power. What is assumed of the disk stands in `docs/format.md`.
/// - One process writes at a time, which a lock sees to; others may read beside it
///   ([`read_only`](super::FileLogOptions::read_only)), and see what is durable.
/// - Commits that arrive together share one write and one sync. There is no timer: one that arrives alone goes at once.
/// - After a write or a sync that failed and could not be undone, the log takes no more appends
///   ([`AppendError::Poisoned`]) until it is opened again. Reads go on.
///
/// Futures need no particular executor. Appends wait without blocking; reads read from the disk while they are
/// polled, which blocks for as long as the page cache does not hold what is asked for: run a scan of a large cold
/// log where your executor runs blocking work. `close` and dropping the log wait for the commits under way;
/// `close` answers with [`AppendError::Poisoned`] when the log was.
pub struct FileLog {
    shared: Arc<Shared>,
    mode: Mode,
    recovery: Option<Recovery>,
    snapshots: Arc<FileSnapshots>,
}

#[derive(Debug)]
pub(super) enum Mode {
    Writing(Writing),
    Reading(Arc<Follower>),
}

#[derive(Debug)]
pub(super) struct Writing {
    pub(super) queue: Sender<Request>,
    /// `None` once it was waited for.
    pub(super) thread: Mutex<Option<JoinHandle<()>>>,
}

impl FileLog {
    pub(super) fn new(shared: Arc<Shared>, mode: Mode, recovery: Option<Recovery>) -> Self {
        let writable = matches!(mode, Mode::Writing(_));
        let relied_on = shared.first_kept() > 0;
        let snapshots = Arc::new(FileSnapshots::new(Arc::clone(&shared.disk), &shared.folder, writable, relied_on));
        Self { shared, mode, recovery, snapshots }
    }

    /// The log's folder.
    pub fn path(&self) -> &Path {
        &self.shared.folder
    }

    /// What was cut off the log's end when it was opened, if anything was.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// Takes in what another process appended since, and answers with the last position. A log opened to be read only
    /// does that before each read by itself; one that writes is always up to date.
    pub fn refresh(&self) -> Result<u64, ReadError> {
        Ok(self.fresh()?.open_index()?.head)
    }

    /// Checks every byte of the log, as it is now on the disk. That blocks.
    pub fn verify(&self) -> Result<VerifyReport, OpenError> {
        let until = {
            let index = self.shared.index();
            index.segments.last().map_or((0, 0), |last| (last.header.first_position, index.end - last.start))
        };
        verify_folder(self.shared.disk.as_ref(), &self.shared.folder, self.shared.log, Some(until), None)
    }

    /// Compresses all segments but the last one, as [`compress`](super::FileLogOptions::compress) does with those to come: the log stays open,
    /// appends and reads go on. What is compressed already stays as it is. That blocks.
    pub fn compress_sealed(&self) -> Result<Compression, CompressError> {
        match self.mode {
            Mode::Writing(_) => self.shared.compress_sealed(),
            Mode::Reading(_) => Err(CompressError::ReadOnly { path: self.shared.folder.clone() }),
        }
    }

    /// Moves all whole segments that end before position `before` into the folder `into`, which is made if it is not there. That blocks.
    ///
    /// Positions and versions go on as if they were there; idempotency keys are remembered. What stands in them answers with
    /// [`ReadError::Archived`], and states are loaded from snapshots, so each stream in them must have one at its last version there or above, which is
    /// kept durably from then on. A machine whose reducer has changed since cannot use it: then bring the segments back.
    ///
    /// The folder holds a log of its own, which can be opened [read-only](super::FileLogOptions::read_only). Segments that are moved back into the log's folder,
    /// the last ones first, are there again when it is opened next.
    pub fn archive(&self, before: u64, into: impl AsRef<Path>) -> Result<Archived, ArchiveError> {
        self.take_out(before, Some(into.as_ref()))
    }

    /// Removes all whole segments that end before position `before`: as [`archive`](Self::archive), but they are gone for good. A machine whose reducer
    /// changes afterwards, or that has no snapshot of its own of a stream that another has one of, never loads that stream again. That blocks.
    pub fn retire(&self, before: u64) -> Result<Archived, ArchiveError> {
        self.take_out(before, None)
    }

    fn take_out(&self, before: u64, into: Option<&Path>) -> Result<Archived, ArchiveError> {
        match self.mode {
            Mode::Writing(_) => self.shared.archive(before, into, &self.snapshots),
            Mode::Reading(_) => Err(ArchiveError::ReadOnly { path: self.shared.folder.clone() }),
        }
    }

    /// What is known of the log, up to date.
    fn fresh(&self) -> Result<&Shared, ReadError> {
        drop(self.shared.open_index()?);
        if let Mode::Reading(follower) = &self.mode {
            follower.refresh(&self.shared)?;
        }
        Ok(&self.shared)
    }

    async fn append_commit(&self, commit: Commit, timed: Option<Timed>) -> Result<Vec<Record>, AppendError> {
        if self.shared.is_closed() {
            return Err(AppendError::Closed);
        }
        let Mode::Writing(Writing { queue, .. }) = &self.mode else {
            return Err(AppendError::ReadOnly { path: self.shared.folder.clone() });
        };
        commit.check_shape()?;
        check_size(&commit)?;
        let (reply, answer) = reply();
        queue.send(Request { commit, timed, reply }).await.map_err(|_| self.writer_is_gone())?;
        answer.await.unwrap_or_else(|| Err(self.writer_is_gone()))
    }

    fn writer_is_gone(&self) -> AppendError {
        if self.shared.is_closed() {
            return AppendError::Closed;
        }
        self.shared.poison(WRITER_PANICKED.to_owned())
    }

    /// Lets the writer finish what it has taken, and waits for it: then the lock is given back.
    fn shut(&self) {
        self.shared.close();
        if let Mode::Writing(Writing { queue, thread }) = &self.mode {
            queue.close();
            // What changes sealed segments must not go on once another process may.
            drop(self.shared.changing.lock().unwrap_or_else(PoisonError::into_inner));
            // Held until the thread has ended: who closes the log at the same time waits too.
            let mut thread = thread.lock().unwrap_or_else(PoisonError::into_inner);
            if thread.take().is_some_and(|thread| thread.join().is_err()) {
                tracing::error!(path = %self.shared.folder.display(), "the log's writer had panicked");
                self.shared.poison(WRITER_PANICKED.to_owned());
            }
        }
    }
}

impl fmt::Debug for FileLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = self.shared.index().head;
        f.debug_struct("FileLog").field("path", &self.shared.folder).field("head", &head).finish_non_exhaustive()
    }
}

impl Drop for FileLog {
    fn drop(&mut self) {
        self.shut();
    }
}

impl Log for FileLog {
    fn id(&self) -> LogId {
        self.shared.log
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::EMBEDDED
    }

    fn append(&self, commit: Commit) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        Box::pin(self.append_commit(commit, None))
    }

    fn append_timed(&self, commit: Commit, times: AppendTimes) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        Box::pin(self.append_commit(commit, Some(Timed { since: times.queued(), times })))
    }

    fn read(&self, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        Box::pin(async move {
            let is_last = |meta: &Meta| meta.position == self.shared.index().head;
            fill_page(limit, is_last, |visit| reader::scan(self.fresh()?, from, visit))
        })
    }

    fn read_stream(&self, stream: StreamName, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        Box::pin(async move {
            let is_last =
                |meta: &Meta| meta.version == self.shared.index().summary(&stream).map_or(0, |summary| summary.version);
            fill_page(limit, is_last, |visit| reader::scan_stream(self.fresh()?, &stream, from, visit))
        })
    }

    fn scan<'a>(&'a self, from: u64, visit: &'a mut Visit<'_>) -> BoxFuture<'a, Result<(), ReadError>> {
        Box::pin(async move { reader::scan(self.fresh()?, from, visit) })
    }

    fn scan_stream<'a>(
        &'a self,
        stream: StreamName,
        from: u64,
        visit: &'a mut Visit<'_>,
    ) -> BoxFuture<'a, Result<(), ReadError>> {
        Box::pin(async move { reader::scan_stream(self.fresh()?, &stream, from, visit) })
    }

    fn head(&self) -> BoxFuture<'_, Result<u64, ReadError>> {
        Box::pin(async { self.refresh() })
    }

    fn wait_past(&self, position: u64) -> BoxFuture<'_, Result<u64, ReadError>> {
        Box::pin(async move {
            if let Mode::Reading(follower) = &self.mode {
                return follower.wait_past(&self.shared, position).await;
            }
            loop {
                // Listening before looking: what comes between the two is heard.
                let changed = self.shared.changed.listen();
                let head = self.shared.open_index()?.head;
                if head > position {
                    return Ok(head);
                }
                changed.await;
            }
        })
    }

    fn streams(&self, after: Option<StreamName>, limit: usize) -> BoxFuture<'_, Result<Vec<StreamSummary>, ReadError>> {
        Box::pin(async move {
            let shared = self.fresh()?;
            let named = || Ok(shared.open_index()?.streams.named().clone());
            let summaries = |ordinals: &[u32]| {
                let index = shared.index();
                ordinals.iter().filter_map(|ordinal| index.streams.summary(*ordinal)).collect()
            };
            shared.ordered.page(named, summaries, after.as_ref(), limit)
        })
    }

    fn stream(&self, stream: StreamName) -> BoxFuture<'_, Result<Option<StreamSummary>, ReadError>> {
        Box::pin(async move { Ok(self.fresh()?.open_index()?.summary(&stream)) })
    }

    fn find_commit(&self, stream: StreamName, key: Arc<str>) -> BoxFuture<'_, Result<Option<Vec<Record>>, ReadError>> {
        Box::pin(async move { reader::find_commit(self.fresh()?, &stream, &key) })
    }

    fn kinds(&self) -> BoxFuture<'_, Result<Vec<Arc<EventKind>>, ReadError>> {
        Box::pin(async { Ok(self.fresh()?.open_index()?.kinds.iter().cloned().collect()) })
    }

    fn snapshots(&self) -> Option<Arc<dyn SnapshotStore>> {
        Some(Arc::clone(&self.snapshots) as Arc<dyn SnapshotStore>)
    }

    fn close(&self) -> BoxFuture<'_, Result<(), AppendError>> {
        Box::pin(async {
            self.shut();
            self.shared.poisoned().map_or(Ok(()), Err)
        })
    }
}
