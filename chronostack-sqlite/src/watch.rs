//! Waiting for what other connections append, those of other processes too.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use chronostack::log::ReadError;
use rusqlite::Connection;

use crate::{connection::connect_reader, fault::Fault, reader::head, shared::Shared};

/// How long the watcher sleeps before it looks again.
const POLL: Duration = Duration::from_millis(5);

/// Asks the database whether anybody committed, for as long as somebody waits.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    state: Mutex<State>,
    begun: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: usize,
    closed: bool,
    thread: Option<JoinHandle<()>>,
}

/// One that waits.
struct Waiting<'a>(&'a Watch);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).waiting -= 1;
    }
}

impl Watch {
    /// Waits until the last position is past `position`.
    pub(crate) async fn wait_past(self: &Arc<Self>, shared: &Arc<Shared>, position: u64) -> Result<u64, ReadError> {
        let mut waiting = None;
        loop {
            // Listening before looking: what comes between the two is heard.
            let changed = shared.changed.listen();
            let head = shared.read(head)?;
            if head > position {
                return Ok(head);
            }
            if waiting.is_none() {
                waiting = Some(self.enter(shared)?);
            }
            changed.await;
        }
    }

    fn enter(self: &Arc<Self>, shared: &Arc<Shared>) -> Result<Waiting<'_>, ReadError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return Err(ReadError::Closed);
        }
        if state.thread.is_none() {
            let failed = |source: io::Error| ReadError::Io { path: shared.path.clone(), source: source.into() };
            let connection = connect_reader(&shared.path, shared.busy_timeout);
            let connection = connection.map_err(|error| Fault::from(error).read(&shared.path))?;
            let (watch, shared) = (Arc::clone(self), Arc::clone(shared));
            let thread = thread::Builder::new().name("chronostack-watch".to_owned());
            state.thread = Some(thread.spawn(move || watch.run(&shared, &connection)).map_err(failed)?);
        }
        state.waiting += 1;
        self.begun.notify_one();
        Ok(Waiting(self))
    }

    fn run(&self, shared: &Shared, connection: &Connection) {
        let mut seen = None;
        loop {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let idle = |state: &mut State| state.waiting == 0 && !state.closed;
            if self.begun.wait_while(state, idle).unwrap_or_else(PoisonError::into_inner).closed {
                return;
            }
            // Whoever waits reads the head again, and meets what is wrong where this cannot be asked.
            let version: Option<i64> = connection.pragma_query_value(None, "data_version", |row| row.get(0)).ok();
            if version != seen || version.is_none() {
                seen = version;
                shared.changed.notify(usize::MAX);
            }
            thread::sleep(POLL);
        }
    }

    /// Lets the watcher end, and waits for it.
    pub(crate) fn close(&self) {
        let thread = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.closed = true;
            state.thread.take()
        };
        self.begun.notify_all();
        drop(thread.map(JoinHandle::join));
    }
}
