//! The writer: a thread of its own, so that what arrives while one batch is being made durable becomes the next.

use std::{io, path::Path, sync::Arc, time::Instant};

use async_channel::Receiver;

use crate::{
    log::{
        error::AppendError,
        file::{
            active::{Active, Failed},
            batch::{Answer, Batch, Request, Timed},
            compressed::is_compressed,
            dictionary::Numbers,
            entry,
            fault::{AtPath, Fault},
            lock::WriterLock,
            mark::MarkWriter,
            reply::Wakers,
            sealer::Sealer,
            segment::{SEGMENT_HEADER_BYTES, Segment, SegmentHeader},
            shared::Shared,
            storage::{Access, DiskFile, write_all},
            wire::Malformed,
        },
        kinds::{Kinds, SharedKinds},
        place::Place,
        record::{Commit, EventKind},
        times::AppendTimes,
    },
    sync::receive,
    time::{LogicalTime, Timestamp},
};

/// A batch takes no more commits once it is so large.
const BATCH_BYTES: usize = 8 << 20;

/// Writes batches, one at a time.
#[derive(Debug)]
pub(super) struct Writer {
    shared: Arc<Shared>,
    queue: Receiver<Request>,
    segment_bytes: u64,
    active: Option<Active>,
    kinds: SharedKinds,
    /// Of the last event that is durable.
    logical_last: Option<LogicalTime>,
    mark: MarkWriter,
    sealer: Sealer,
    _lock: WriterLock,
}

impl Writer {
    /// For the log that `shared` holds as it was loaded and settled. A segment that has reached `segment_bytes` is followed by
    /// another, and may be compressed then. Its last event has the logical time `logical_last`.
    pub(super) fn new(
        shared: Arc<Shared>,
        queue: Receiver<Request>,
        segment_bytes: u64,
        compress: bool,
        logical_last: Option<LogicalTime>,
        lock: WriterLock,
    ) -> Result<Self, Fault> {
        let mark = MarkWriter::open(shared.disk.as_ref(), &shared.folder, shared.log);
        let (active, kinds) = {
            let index = shared.index();
            let active = match index.segments.last() {
                None => None,
                Some(segment) => {
                    let file = shared.disk.open(&segment.path, Access::Write).at(&segment.path)?;
                    let streams = u32::try_from(index.recent.ordinals.len()).unwrap_or(u32::MAX);
                    let numbers = Numbers::of(&index.recent.words, streams);
                    let compressed = is_compressed(file.as_ref()).at(&segment.path)?;
                    let end = index.end - segment.start;
                    let active = || Active::new(Arc::clone(segment), numbers, file, end, segment_bytes);
                    (!compressed).then(active)
                }
            };
            (active, SharedKinds::new(index.kinds.clone()))
        };
        if let Some(active) = &active {
            mark.write(active.mark());
        }
        let sealer = Sealer::new(compress);
        Ok(Self { shared, queue, segment_bytes, active, kinds, logical_last, mark, sealer, _lock: lock })
    }

    /// Writes what arrives until the queue is closed, and what stands in it then.
    pub(super) fn run(mut self) {
        while let Some(request) = receive(&self.queue) {
            self.batch(request);
        }
        self.sealer.wait();
        // What a log that takes no more appends holds is not known, and left as it is.
        if self.shared.poisoned().is_none()
            && let Some(active) = &mut self.active
        {
            active.finish();
            self.shared.keep_index(self.segment_bytes);
        }
    }

    fn batch(&mut self, first: Request) {
        let mut batch = {
            let index = self.shared.index();
            let (position, recorded_last) = (index.head + 1, index.recorded_last);
            Batch::new(Place { log: self.shared.log, position, recorded_last, logical_last: self.logical_last })
        };
        let (mut answers, mut timed) = (Vec::new(), Vec::<AppendTimes>::new());
        let mut next = Some(first);
        while let Some(Request { commit, timed: timing, reply }) = next {
            if let Some(Timed { since, times }) = timing {
                times.set_queued_since(since);
                timed.push(times);
            }
            answers.push((reply, self.admit(&mut batch, commit)));
            next = if batch.bytes.len() < BATCH_BYTES { self.queue.try_recv().ok() } else { None };
        }
        // Answers wait for the sync, refusals too: a conflict with a commit of this batch is none if that is not written.
        let writing = (!timed.is_empty()).then(Instant::now);
        if let Err(error) = self.write(&batch) {
            self.forget_batch();
            for (_, answer) in &mut answers {
                *answer = Err(error.clone());
            }
        }
        if let Some(since) = writing {
            let took = since.elapsed();
            for times in &timed {
                times.set_sync(took);
            }
        }
        let wakers = Wakers::default();
        for (reply, answer) in answers {
            reply.leave(answer, &wakers);
        }
        wakers.wake(usize::MAX);
    }

    /// Lets a commit into the batch, or says why not.
    fn admit(&mut self, batch: &mut Batch, mut commit: Commit) -> Answer {
        if let Some(poisoned) = self.shared.poisoned() {
            return Err(poisoned);
        }
        let held = batch.check_streams(&commit, &self.shared.index())?;
        let grown = self.kinds.share(&mut commit)?;
        if grown.as_ref().is_some_and(|grown| !self.new_kinds_are_readable(grown)) {
            return Err(AppendError::InvalidCommit { reason: "an event's schema is nested too deep to be read back" });
        }
        // One that holds no frame is followed by none: both would have the same name.
        let full = |active: &Active| active.end() >= self.segment_bytes && active.end() > SEGMENT_HEADER_BYTES as u64;
        if batch.bytes.is_empty() && self.active.as_ref().is_none_or(full) {
            self.start_segment(&commit)?;
        }
        let Some(active) = &mut self.active else { return Err(AppendError::Closed) };
        let end = active.end();
        let records = batch.add(commit, &held, &self.shared.index(), &active.segment, end, &mut active.encoder)?;
        if let Some(grown) = grown {
            self.kinds.replace(grown);
        }
        Ok(records)
    }

    fn new_kinds_are_readable(&self, grown: &Kinds) -> bool {
        let known = |kind: &EventKind| matches!(self.kinds.held().find(kind), Ok(Some(_)));
        grown.iter().all(|kind| known(kind) || entry::readable(kind))
    }

    /// Starts the segment that `commit` is going to be the first of. All before is durable.
    fn start_segment(&mut self, commit: &Commit) -> Result<(), AppendError> {
        let (first_position, start, recorded_last) = {
            let index = self.shared.index();
            (index.head + 1, index.end, index.recorded_last)
        };
        let first = commit.streams.first().and_then(|append| append.records.first());
        let time = first.map(|record| record.recorded_at).max(recorded_last).unwrap_or(Timestamp::UNIX_EPOCH);
        let header = SegmentHeader { log: self.shared.log, first_position, time };
        let segment = Arc::new(Segment::new(&self.shared.folder, header, start));
        match self.create(&segment) {
            Ok(file) => {
                let before = self.active.take().map(|mut active| {
                    active.finish();
                    (Arc::clone(&active.segment), active.end())
                });
                self.sealer.wait();
                let frozen = {
                    let mut index = self.shared.index_mut();
                    let frozen = index.freeze();
                    index.add_segment(Arc::clone(&segment));
                    frozen
                };
                let end = SEGMENT_HEADER_BYTES as u64;
                self.active = Some(Active::new(segment, Numbers::default(), file, end, self.segment_bytes));
                self.sealer.seal(&self.shared, frozen, before);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(failed(&segment.path, error)),
            Err(error) => {
                let disk = &self.shared.disk;
                match disk.remove(&segment.path).and_then(|()| disk.sync_folder(&self.shared.folder)) {
                    Err(second) if second.kind() != io::ErrorKind::NotFound => Err(self.poison(&error)),
                    _ => Err(failed(&segment.path, error)),
                }
            }
        }
    }

    fn create(&self, segment: &Segment) -> io::Result<Arc<dyn DiskFile>> {
        let file = self.shared.disk.open(&segment.path, Access::CreateNew)?;
        write_all(file.as_ref(), &segment.header.encode(), 0)?;
        file.sync_all()?;
        self.shared.disk.sync_folder(&self.shared.folder)?;
        Ok(file)
    }

    /// Makes the batch durable, then visible.
    fn write(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let Some(active) = self.active.as_mut().filter(|_| !batch.bytes.is_empty()) else { return Ok(()) };
        let offset = active.end();
        match active.write(&batch.bytes) {
            Ok(()) => {}
            Err(Failed::Undone(error)) => return Err(failed(&active.segment.path, error)),
            Err(Failed::Unknown(error)) => return Err(self.poison(&error)),
        }
        self.mark.write(active.mark());
        self.logical_last = batch.logical_last();
        let published = batch.publish(&mut self.shared.index_mut(), offset, &mut active.encoder);
        self.shared.changed.notify(usize::MAX);
        published.map_err(|Malformed(reason)| self.poison(&io::Error::new(io::ErrorKind::InvalidData, reason)))
    }

    /// Takes back what a batch that was not written left in memory.
    fn forget_batch(&mut self) {
        self.kinds = SharedKinds::new(self.shared.index().kinds.clone());
        if let Some(active) = &mut self.active {
            active.encoder.numbers.forget(0);
        }
    }

    /// Lets nothing be written any more, since what the disk holds is not known.
    fn poison(&self, error: &io::Error) -> AppendError {
        let (path, reason) = (&self.shared.folder, error.to_string());
        tracing::error!(path = %path.display(), reason, "the log takes no more appends until it is opened again");
        self.shared.poison(reason)
    }
}

fn failed(path: &Path, source: io::Error) -> AppendError {
    AppendError::Io { path: path.to_owned(), source: source.into() }
}
