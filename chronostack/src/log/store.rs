//! The trait behind which every store stands.

use std::{ops::ControlFlow, sync::Arc};

use crate::{
    id::{LogId, StreamName},
    log::{
        error::{AppendError, ReadError},
        future::BoxFuture,
        record::{Commit, EventKind, Record},
        record_ref::Visit,
        snapshot::SnapshotStore,
        times::AppendTimes,
    },
};

/// An append-only, totally ordered store of records.
///
/// Everything goes in and out by value, so that a remote table or a replicated stream can stand behind it as well
/// as local memory. [`log_contract!`](crate::testing) is the suite that every implementation must pass.
pub trait Log: Send + Sync + 'static {
    /// The log's identity, given when it was made.
    fn id(&self) -> LogId;

    /// What this log can and cannot do.
    fn capabilities(&self) -> Capabilities;

    /// Appends a commit: all of it or none, contiguous in position, and durable (as far as
    /// [`Capabilities::durable`] says) before the future is ready. Answers with the records as they were recorded.
    ///
    /// The log gives each record position, version and id, clamps `recorded_at` so that it never runs
    /// backwards, sets its [logical time](crate::time::LogicalTime), and refuses a kind whose schema differs from the one it holds under that name and version.
    /// Dropping the future may or may not append, never half of it.
    fn append(&self, commit: Commit) -> BoxFuture<'_, Result<Vec<Record>, AppendError>>;

    /// [`append`](Self::append), and tells `times` where its time went, as far as the log knows. Nothing, unless a log does better.
    fn append_timed(&self, commit: Commit, times: AppendTimes) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        drop(times);
        self.append(commit)
    }

    /// The records from position `from` (1 is the first) on, in order, up to `limit`.
    fn read(&self, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>>;

    /// The records of one stream from version `from` (1 is the first) on, in order, up to `limit`. A stream that does not
    /// exist is empty.
    fn read_stream(&self, stream: StreamName, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>>;

    /// Shows `visit` the records from position `from` on, in order, at least up to the one that is the last when the scan starts,
    /// or until `visit` breaks. Unlike [`read`](Self::read) it need not make anything of a record that is only looked at.
    ///
    /// What `visit` does makes no append wait, and it may use the log.
    fn scan<'a>(&'a self, from: u64, visit: &'a mut Visit<'_>) -> BoxFuture<'a, Result<(), ReadError>> {
        Box::pin(async move {
            let head = self.head().await?;
            let mut from = from.max(1);
            while from <= head {
                let page = self.read(from, ReadLimit::PAGE).await?;
                let Some(last) = page.records.last() else { break };
                from = last.meta.position + 1;
                let records = page.records.iter().take_while(|record| record.meta.position <= head);
                if show(records, visit).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// [`scan`](Self::scan) of one stream, from version `from` on.
    fn scan_stream<'a>(
        &'a self,
        stream: StreamName,
        from: u64,
        visit: &'a mut Visit<'_>,
    ) -> BoxFuture<'a, Result<(), ReadError>> {
        Box::pin(async move {
            let last = self.stream(stream.clone()).await?.map_or(0, |summary| summary.version);
            let mut from = from.max(1);
            while from <= last {
                let page = self.read_stream(stream.clone(), from, ReadLimit::PAGE).await?;
                let Some(end) = page.records.last() else { break };
                from = end.meta.version + 1;
                let records = page.records.iter().take_while(|record| record.meta.version <= last);
                if show(records, visit).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The last position, 0 when the log is empty.
    fn head(&self) -> BoxFuture<'_, Result<u64, ReadError>>;

    /// Waits until the log's last position is past `position`, and answers with it.
    fn wait_past(&self, position: u64) -> BoxFuture<'_, Result<u64, ReadError>>;

    /// The streams in order of name, those behind `after`, at most `limit`.
    fn streams(&self, after: Option<StreamName>, limit: usize) -> BoxFuture<'_, Result<Vec<StreamSummary>, ReadError>>;

    /// The version and position of one stream's last event; `None` when there is no such stream.
    fn stream(&self, stream: StreamName) -> BoxFuture<'_, Result<Option<StreamSummary>, ReadError>>;

    /// The records that the commit with `key` added to `stream`: the latest such commit, where a key was used twice.
    /// It is remembered for the stream's last
    /// [`KEYS_REMEMBERED_MIN`](crate::limits::KEYS_REMEMBERED_MIN) commits at least, across restarts.
    fn find_commit(&self, stream: StreamName, key: Arc<str>) -> BoxFuture<'_, Result<Option<Vec<Record>>, ReadError>>;

    /// Every event type that the log holds.
    fn kinds(&self) -> BoxFuture<'_, Result<Vec<Arc<EventKind>>, ReadError>>;

    /// Where snapshots of this log's streams are kept; `None` when it has no place for them.
    fn snapshots(&self) -> Option<Arc<dyn SnapshotStore>> {
        None
    }

    /// Flushes and releases the log. What comes after answers with a `Closed` error.
    fn close(&self) -> BoxFuture<'_, Result<(), AppendError>>;
}

fn show<'r>(mut records: impl Iterator<Item = &'r Record>, visit: &mut Visit<'_>) -> ControlFlow<()> {
    records.try_for_each(|record| visit(&record.into()))
}

/// A shared log is a log.
impl<L: Log + ?Sized> Log for Arc<L> {
    fn id(&self) -> LogId {
        L::id(self)
    }

    fn capabilities(&self) -> Capabilities {
        L::capabilities(self)
    }

    fn append(&self, commit: Commit) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        L::append(self, commit)
    }

    fn append_timed(&self, commit: Commit, times: AppendTimes) -> BoxFuture<'_, Result<Vec<Record>, AppendError>> {
        L::append_timed(self, commit, times)
    }

    fn read(&self, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        L::read(self, from, limit)
    }

    fn read_stream(&self, stream: StreamName, from: u64, limit: ReadLimit) -> BoxFuture<'_, Result<Page, ReadError>> {
        L::read_stream(self, stream, from, limit)
    }

    fn scan<'a>(&'a self, from: u64, visit: &'a mut Visit<'_>) -> BoxFuture<'a, Result<(), ReadError>> {
        L::scan(self, from, visit)
    }

    fn scan_stream<'a>(
        &'a self,
        stream: StreamName,
        from: u64,
        visit: &'a mut Visit<'_>,
    ) -> BoxFuture<'a, Result<(), ReadError>> {
        L::scan_stream(self, stream, from, visit)
    }

    fn head(&self) -> BoxFuture<'_, Result<u64, ReadError>> {
        L::head(self)
    }

    fn wait_past(&self, position: u64) -> BoxFuture<'_, Result<u64, ReadError>> {
        L::wait_past(self, position)
    }

    fn streams(&self, after: Option<StreamName>, limit: usize) -> BoxFuture<'_, Result<Vec<StreamSummary>, ReadError>> {
        L::streams(self, after, limit)
    }

    fn stream(&self, stream: StreamName) -> BoxFuture<'_, Result<Option<StreamSummary>, ReadError>> {
        L::stream(self, stream)
    }

    fn find_commit(&self, stream: StreamName, key: Arc<str>) -> BoxFuture<'_, Result<Option<Vec<Record>>, ReadError>> {
        L::find_commit(self, stream, key)
    }

    fn kinds(&self) -> BoxFuture<'_, Result<Vec<Arc<EventKind>>, ReadError>> {
        L::kinds(self)
    }

    fn snapshots(&self) -> Option<Arc<dyn SnapshotStore>> {
        L::snapshots(self)
    }

    fn close(&self) -> BoxFuture<'_, Result<(), AppendError>> {
        L::close(self)
    }
}

/// What a log can and cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// An acknowledged commit survives the end of the process and of the power.
    pub durable: bool,
    /// Other processes may append at the same time.
    pub shared_writers: bool,
}

impl Capabilities {
    /// Neither durable nor shared.
    pub const VOLATILE: Self = Self { durable: false, shared_writers: false };
    /// Durable, with one writing process.
    pub const EMBEDDED: Self = Self { durable: true, shared_writers: false };
    /// Durable, with many writing processes.
    pub const SHARED: Self = Self { durable: true, shared_writers: true };
}

/// How much one read may answer with: the first bound that is met ends it, yet one record is always read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimit {
    /// Records at most.
    pub records: usize,
    /// Payload bytes at most.
    pub payload_bytes: usize,
}

impl ReadLimit {
    /// One page of a long read: 4,096 records or 1 MiB.
    pub const PAGE: Self = Self { records: 4_096, payload_bytes: 1 << 20 };

    /// At most `records`, or 1 MiB.
    pub const fn records(records: usize) -> Self {
        Self { records, payload_bytes: Self::PAGE.payload_bytes }
    }
}

/// What one read answered with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The records, in order.
    pub records: Vec<Record>,
    /// Whether more stood behind them when they were read.
    pub more: bool,
}

/// Where a stream ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamSummary {
    /// The stream.
    pub stream: StreamName,
    /// Its last event's version: how many events it has.
    pub version: u64,
    /// Its last event's position.
    pub position: u64,
}
