//! What all handles of one runtime share.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use async_lock::OnceCell;

use crate::{
    fingerprint::Fingerprints,
    limits::Limits,
    log::{AppendError, Log, ReadError},
    machine::Reducer,
    profile::{Profile, Profiling, Timings},
    snapshot::Snapshots,
    stack::{afterwards::Afterwards, core::Core, run::Run},
    time::Clock,
};

/// What all handles of one runtime share.
pub(crate) struct Shared {
    /// Emptied by `close` and by dropping the last [`ChronoStack`](crate::stack::ChronoStack), so that the log is
    /// released although machines still stand.
    log: RwLock<Option<Arc<dyn Log>>>,
    /// How it was closed.
    closed: OnceCell<Result<(), AppendError>>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) service: Option<Arc<str>>,
    pub(crate) snapshots: Snapshots,
    pub(crate) fingerprints: Fingerprints,
    pub(crate) limits: Limits,
    /// A position that the log has come to.
    seen: AtomicU64,
    /// One core a reducer, so that all its handles share states and take turns.
    cores: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    pub(crate) profiling: Profiling,
    /// Of each core.
    timings: Mutex<Vec<Arc<Timings>>>,
    /// This opening of the log.
    pub(crate) run: Run,
    pub(crate) afterwards: Afterwards,
}

impl Shared {
    pub(crate) fn new(
        log: Arc<dyn Log>,
        clock: Box<dyn Clock>,
        service: Option<Arc<str>>,
        snapshots: Snapshots,
        fingerprints: Fingerprints,
        limits: Limits,
        profiling: Profiling,
    ) -> Self {
        Self {
            log: RwLock::new(Some(log)),
            closed: OnceCell::new(),
            clock,
            service,
            snapshots,
            fingerprints,
            limits,
            seen: AtomicU64::new(0),
            cores: Mutex::default(),
            profiling,
            timings: Mutex::default(),
            run: Run::new(),
            afterwards: Afterwards::default(),
        }
    }

    /// The log, unless it was closed.
    pub(crate) fn log(&self) -> Option<Arc<dyn Log>> {
        self.log.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the log away from all handles.
    pub(crate) fn take_log(&self) -> Option<Arc<dyn Log>> {
        self.log.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Closes the log and takes it away from all handles. Who asks while another does waits with it; who stops waiting leaves it to the next.
    pub(crate) async fn close(&self) -> Result<(), AppendError> {
        let close = async {
            self.afterwards.finish().await;
            let closed = match self.log() {
                Some(log) => log.close().await,
                None => Ok(()),
            };
            drop(self.take_log());
            closed
        };
        self.closed.get_or_init(|| close).await.clone()
    }

    /// Takes in that the log has come to `position`.
    pub(crate) fn saw(&self, position: u64) {
        self.seen.fetch_max(position, Ordering::Relaxed);
    }

    /// Whether the log has come to `position`. It is asked only where that is not known.
    pub(crate) async fn reaches(&self, log: &dyn Log, position: u64) -> Result<bool, ReadError> {
        if !self.has_seen(position) {
            self.saw(log.head().await?);
        }
        Ok(self.has_seen(position))
    }

    /// Whether the log is known to have come to `position`.
    pub(crate) fn has_seen(&self, position: u64) -> bool {
        (1..=self.seen.load(Ordering::Relaxed)).contains(&position)
    }

    /// Where the time of commits went so far.
    pub(crate) fn profile(&self) -> Profile {
        let timings = self.timings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut transitions: Vec<_> = timings.iter().flat_map(|timings| timings.profiles()).collect();
        transitions.sort_by(|a, b| (&a.machine, &a.transition).cmp(&(&b.machine, &b.transition)));
        Profile { transitions }
    }

    pub(crate) fn core<R: Reducer>(&self) -> Arc<Core<R>> {
        let mut cores = self.cores.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let core = Arc::new(Core::<R>::new(&self.limits));
            self.timings.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&core.timings));
            core
        };
        let core = cores.entry(TypeId::of::<R>()).or_insert_with(|| make()).clone();
        core.downcast().unwrap_or_else(|_| unreachable!("the entry of a reducer's type id holds its core"))
    }
}
