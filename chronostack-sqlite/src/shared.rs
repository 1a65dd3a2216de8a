//! What the handle, the snapshots and the threads of one log share.

use std::{
    fmt,
    path::PathBuf,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chronostack::{
    id::LogId,
    log::{AppendError, ReadError},
};
use event_listener::Event;
use rusqlite::Connection;

use crate::{connection::connect_reader, fault::Fault, names::Names, projection::Projection};

/// Connections that are kept for the next read.
const READERS_KEPT_MAX: usize = 8;

pub(crate) struct Shared {
    pub(crate) path: PathBuf,
    pub(crate) log: LogId,
    pub(crate) busy_timeout: Duration,
    pub(crate) projection: Option<Projection>,
    pub(crate) names: Names,
    /// Notified when the log grew, and when it was closed.
    pub(crate) changed: Event,
    readers: Mutex<Vec<Connection>>,
    closed: AtomicBool,
    /// Why nothing is written any more.
    poisoned: OnceLock<String>,
}

impl Shared {
    pub(crate) fn new(path: PathBuf, log: LogId, busy_timeout: Duration, projection: Option<Projection>) -> Self {
        Self {
            path,
            log,
            busy_timeout,
            projection,
            names: Names::default(),
            changed: Event::new(),
            readers: Mutex::default(),
            closed: AtomicBool::new(false),
            poisoned: OnceLock::new(),
        }
    }

    /// Does `read` on a connection that nobody else uses, unless the log was closed.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, ReadError> {
        let done = self.reader().and_then(|connection| {
            let done = read(&connection);
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if readers.len() < READERS_KEPT_MAX && !self.is_closed() {
                readers.push(connection);
            }
            done
        });
        done.map_err(|fault| fault.read(&self.path))
    }

    fn reader(&self) -> Result<Connection, Fault> {
        if self.is_closed() {
            return Err(Fault::Closed);
        }
        match self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            Some(connection) => Ok(connection),
            None => Ok(connect_reader(&self.path, self.busy_timeout)?),
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.changed.notify(usize::MAX);
    }

    /// That nothing is written any more, if it is so.
    pub(crate) fn poisoned(&self) -> Option<AppendError> {
        self.poisoned.get().map(|reason| self.poisoned_by(reason))
    }

    /// Remembers why nothing is written any more: the first reason stands.
    pub(crate) fn poison(&self, reason: String) -> AppendError {
        self.poisoned_by(self.poisoned.get_or_init(|| reason))
    }

    fn poisoned_by(&self, reason: &str) -> AppendError {
        AppendError::Poisoned { path: self.path.clone(), reason: reason.to_owned() }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("path", &self.path).field("log", &self.log).finish_non_exhaustive()
    }
}
