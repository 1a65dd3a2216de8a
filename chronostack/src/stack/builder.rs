//! Setting up a runtime.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    fingerprint::Fingerprints,
    limits::Limits,
    log::{Log, MemoryLog, OpenError, file::FileLog},
    profile::Profiling,
    snapshot::Snapshots,
    stack::{handle::ChronoStack, shared::Shared},
    time::{Clock, SystemClock},
};

impl ChronoStack {
    /// Opens the embedded durable log in the folder `path`; makes it if it is not there.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::builder().path(path.as_ref()).build()
    }

    /// A runtime whose log is in memory, for tests.
    pub fn in_memory() -> Self {
        let log = Arc::new(MemoryLog::new());
        let (snapshots, fingerprints) = (Snapshots::default(), Fingerprints::default());
        Self::new(Shared::new(
            log,
            Box::new(SystemClock),
            None,
            snapshots,
            fingerprints,
            Limits::DEFAULT,
            Profiling::default(),
        ))
    }

    /// Sets up a runtime with more than the defaults.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

/// Sets up a [`ChronoStack`].
#[must_use = "call `build` to get the runtime"]
pub struct Builder {
    path: Option<PathBuf>,
    log: Option<Arc<dyn Log>>,
    clock: Box<dyn Clock>,
    service: Option<Arc<str>>,
    snapshots: Snapshots,
    fingerprints: Fingerprints,
    limits: Limits,
    profiling: Profiling,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            path: None,
            log: None,
            clock: Box::new(SystemClock),
            service: None,
            snapshots: Snapshots::default(),
            fingerprints: Fingerprints::default(),
            limits: Limits::DEFAULT,
            profiling: Profiling::default(),
        }
    }

    /// The folder of the embedded durable log; it is made if it is not there.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Any other log, in place of a folder.
    pub fn log(mut self, log: impl Log) -> Self {
        self.log = Some(Arc::new(log));
        self
    }

    /// Where the time comes from. Default: [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The service's name, recorded with every event.
    pub fn service(mut self, service: impl Into<Arc<str>>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// When snapshots are taken. Default: [`Snapshots::never`].
    pub fn snapshots(mut self, snapshots: Snapshots) -> Self {
        self.snapshots = snapshots;
        self
    }

    /// When the fingerprint of the state is recorded with an event. Default: every 64 events, less often where the state is large.
    pub fn fingerprints(mut self, fingerprints: Fingerprints) -> Self {
        self.fingerprints = fingerprints;
        self
    }

    /// The bounds to keep. Default: [`Limits::DEFAULT`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which commits are timed, for [`ChronoStack::profile`]. Default: the first 1,024 of each machine, then every 16th.
    pub fn profiling(mut self, profiling: Profiling) -> Self {
        self.profiling = profiling;
        self
    }

    /// Opens the log and starts the runtime.
    pub fn build(self) -> Result<ChronoStack, OpenError> {
        let log = match (self.log, self.path) {
            (Some(log), _) => log,
            (None, Some(path)) => Arc::new(FileLog::open(path)?),
            (None, None) => return Err(OpenError::Unspecified),
        };
        let Self { clock, service, snapshots, fingerprints, limits, profiling, .. } = self;
        Ok(ChronoStack::new(Shared::new(log, clock, service, snapshots, fingerprints, limits, profiling)))
    }
}
