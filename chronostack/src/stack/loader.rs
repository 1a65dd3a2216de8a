//! Deriving a stream's state from the log.

use std::{ops::ControlFlow, panic::resume_unwind, sync::Arc};

use crate::{
    event::Recorded,
    history::History,
    id::StreamName,
    log::{Log, ReadError, RecordRef, Snapshot},
    machine::Reducer,
    snapshot,
    stack::{
        cache::{Current, Slot},
        core::Core,
        error::LoadError,
        replayer::{Replayer, scan},
        shared::Shared,
    },
    time::Timestamp,
};

/// One reducer's view of the log, for the length of one operation.
pub(crate) struct Loader<'a, R: Reducer> {
    pub(crate) shared: &'a Shared,
    pub(crate) core: &'a Core<R>,
    pub(crate) log: Arc<dyn Log>,
}

impl<'a, R: Reducer> Loader<'a, R> {
    /// A view of the open log, its kinds held against the code's shapes.
    pub(crate) async fn open(shared: &'a Shared, core: &'a Core<R>) -> Result<Self, LoadError> {
        let log = shared.log().ok_or(ReadError::Closed)?;
        core.decoder.check::<R>(log.as_ref()).await?;
        Ok(Self { shared, core, log })
    }

    /// The stream's present state: the cached one, and what the log holds behind it.
    pub(crate) async fn current(&self, slot: &Arc<Slot<R>>) -> Result<Arc<Current<R>>, LoadError> {
        let cached = match slot.state() {
            Some(cached) => cached,
            None => Arc::new(self.start(&slot.stream, u64::MAX).await?),
        };
        let started_at = cached.version;
        let current = self.replay(&slot.stream, cached, u64::MAX).await?;
        self.snapshot_if_due(&slot.stream, started_at, &current).await;
        // How much led to it is not known.
        self.core.states.keep(slot, &current, usize::MAX);
        Ok(current)
    }

    /// The state at `version`, from the newest snapshot before it.
    pub(crate) async fn at(&self, stream: &StreamName, version: u64) -> Result<Current<R>, LoadError> {
        let start = Arc::new(self.start(stream, version).await?);
        let reached = Arc::unwrap_or_clone(self.replay(stream, start, version).await?);
        if reached.version < version {
            return Err(LoadError::NoSuchVersion { stream: stream.clone(), version, actual: reached.version });
        }
        Ok(reached)
    }

    /// Every event of the stream that is not passed over, and the stream's version.
    pub(crate) async fn events(&self, stream: &StreamName) -> Result<(Vec<Recorded<R::Event>>, u64), LoadError> {
        let (mut events, mut version) = (Vec::new(), 0);
        let mut replayer = Replayer::<R>::new(self.log.id(), &self.core.decoder);
        let decoded = scan(self.log.as_ref(), Some(stream), 1, |record| {
            events.extend(replayer.decode(record, stream)?);
            version = record.version;
            Ok(ControlFlow::Continue(()))
        });
        decoded.await.unwrap_or_else(|panic| resume_unwind(panic))?;
        Ok((events, version))
    }

    /// Every event of the stream and the state after each.
    pub(crate) async fn history(&self, stream: StreamName) -> Result<History<R>, LoadError> {
        let (events, version) = self.events(&stream).await?;
        let replay_error = |source| LoadError::Replay { log: self.log.id(), source };
        History::from_stream(stream, events, version, &self.shared.limits).map_err(replay_error)
    }

    /// Keeps a snapshot when the stream's growth from version `from` makes one due.
    pub(crate) async fn snapshot_if_due(&self, stream: &StreamName, from: u64, current: &Current<R>) {
        if self.shared.snapshots.due(from, current.version)
            && let Some(snapshot) = self.snapshot(stream, current)
        {
            self.keep(snapshot).await;
        }
    }

    /// Keeps a snapshot of the stream as it is now, and answers with its version, if it could have one.
    pub(crate) async fn snapshot_now(&self, stream: &StreamName, current: &Current<R>) -> Option<u64> {
        let snapshot = self.snapshot(stream, current)?;
        self.keep(snapshot).await.then_some(current.version)
    }

    /// A snapshot of `current`, where it can have one.
    fn snapshot(&self, stream: &StreamName, current: &Current<R>) -> Option<Snapshot> {
        let key = snapshot::key_of(self.log.id(), stream.clone(), R::machine())?;
        snapshot::encode(key, current.version, current.position, &current.state)
            .inspect_err(|error| tracing::warn!(%stream, version = current.version, %error, "no snapshot was kept"))
            .ok()
    }

    /// Keeps a snapshot; answers whether that went well.
    async fn keep(&self, snapshot: Snapshot) -> bool {
        let Some(store) = self.log.snapshots() else { return false };
        let (stream, version) = (snapshot.key.stream.clone(), snapshot.version);
        let kept = store.save(snapshot).await;
        kept.inspect_err(|error| tracing::warn!(%stream, version, %error, "no snapshot was kept")).is_ok()
    }

    /// Folds what the log holds behind `current`, up to version `last`. A long way is marked by snapshots, so that it is gone only once: there
    /// are none where they were just turned on, and none that fit where the reducer has changed.
    async fn replay(
        &self,
        stream: &StreamName,
        mut current: Arc<Current<R>>,
        last: u64,
    ) -> Result<Arc<Current<R>>, LoadError> {
        let mut marked = current.version;
        let mut stride = self.shared.snapshots.stride(0);
        loop {
            let end = stride.map_or(last, |stride| last.min(marked.saturating_add(stride)));
            current = self.advance(stream, current, end).await?;
            if end == last || current.version < end {
                return Ok(current);
            }
            let snapshot = self.snapshot(stream, &current);
            // What a state takes is known once it is encoded: it may be too large to be kept so soon.
            stride = snapshot.as_ref().and_then(|snapshot| self.shared.snapshots.stride(snapshot.state.len()));
            if let Some(snapshot) = snapshot.filter(|_| stride.is_some_and(|stride| end - marked >= stride)) {
                marked = end;
                if !self.keep(snapshot).await {
                    stride = None;
                }
            }
        }
    }

    /// Folds what the log holds behind `current`, up to version `last`.
    async fn advance(
        &self,
        stream: &StreamName,
        current: Arc<Current<R>>,
        last: u64,
    ) -> Result<Arc<Current<R>>, LoadError> {
        if current.version >= last {
            return Ok(current);
        }
        let from = current.version + 1;
        let (mut start, mut grown) = (Some(current), None);
        let mut replayer = Replayer::new(self.log.id(), &self.core.decoder);
        let folded = scan(self.log.as_ref(), Some(stream), from, |record| {
            // One that is shared, with the cache above all, is copied once there is something to fold.
            let Current { state, version, position, recorded_at } =
                grown.get_or_insert_with(|| start.take().map(Arc::unwrap_or_clone).unwrap_or_default());
            replayer.fold(state, *version, record)?;
            (*version, *position, *recorded_at) = (record.version, record.position, Some(record.recorded_at));
            Ok(if *version == last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        folded.await.map_err(|panic| replayer.panicked(stream.clone(), panic))??;
        Ok(grown.map(Arc::new).or(start).unwrap_or_default())
    }

    /// Where replay to `version` may start: a snapshot that fits, else the initial state.
    async fn start(&self, stream: &StreamName, version: u64) -> Result<Current<R>, LoadError> {
        let found = self.find_snapshot(stream, version).await?;
        Ok(found.unwrap_or_default())
    }

    async fn find_snapshot(&self, stream: &StreamName, version: u64) -> Result<Option<Current<R>>, LoadError> {
        if !self.shared.snapshots.enabled() {
            return Ok(None);
        }
        let Some(store) = self.log.snapshots() else { return Ok(None) };
        let Some(today) = snapshot::key_of(self.log.id(), stream.clone(), R::machine()) else { return Ok(None) };
        let found = store.find(stream.clone(), today.machine.clone(), version).await;
        let unused = |version: u64, reason: &str| {
            tracing::warn!(%stream, version, reason, "a snapshot does not fit: the events are replayed");
        };
        let kept = match found {
            Ok(Some(kept)) => kept,
            Ok(None) => return Ok(None),
            Err(error) => {
                unused(0, &error.to_string());
                return Ok(None);
            }
        };
        if let Some(reason) = snapshot::misfit(&kept.key, &today) {
            unused(kept.version, reason);
            return Ok(None);
        }
        let recorded_at = match self.taken_at(stream, &kept).await {
            // The event was there when the log was archived, which only whoever has a snapshot does.
            Err(LoadError::Read(ReadError::Archived { first_kept, .. })) if kept.position < first_kept => None,
            Ok(None) => {
                unused(kept.version, "the log does not hold the event it was taken at");
                return Ok(None);
            }
            taken_at => taken_at?,
        };
        let (version, position) = (kept.version, kept.position);
        match snapshot::decode::<R>(&kept) {
            Ok(state) => Ok(Some(Current { state, version, position, recorded_at })),
            Err(error) => {
                unused(kept.version, &error.to_string());
                Ok(None)
            }
        }
    }

    /// When the event that the snapshot was taken at was recorded; `None` if it does not stand in the log: one restored from
    /// an older copy has fewer events than its snapshots saw.
    async fn taken_at(&self, stream: &StreamName, kept: &Snapshot) -> Result<Option<Timestamp>, LoadError> {
        let place = self.place(stream, kept.version).await?;
        Ok(place.filter(|(position, _)| *position == kept.position).map(|(_, recorded_at)| recorded_at))
    }

    /// Position and recorded time of an event, if it is there.
    pub(crate) async fn place(&self, stream: &StreamName, version: u64) -> Result<Option<(u64, Timestamp)>, LoadError> {
        let mut place = None;
        let mut look = |record: &RecordRef<'_>| {
            place = Some((record.position, record.recorded_at));
            ControlFlow::Break(())
        };
        self.log.scan_stream(stream.clone(), version, &mut look).await?;
        Ok(place)
    }
}
