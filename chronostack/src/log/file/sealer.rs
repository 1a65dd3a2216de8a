//! The sealer: a thread that makes the sidecar of a segment while the next one is written to.

use std::{
    sync::Arc,
    thread::{self, JoinHandle},
};

use crate::log::file::{index::Frozen, shared::Shared};

/// Makes one sidecar at a time, so that memory holds no more than two segments' sections.
#[derive(Debug, Default)]
pub(super) struct Sealer {
    sealing: Option<JoinHandle<()>>,
}

impl Sealer {
    /// Waits until the sidecar is made that was begun.
    pub(super) fn wait(&mut self) {
        if self.sealing.take().is_some_and(|sealing| sealing.join().is_err()) {
            tracing::error!("the thread that makes a part of the index panicked; it is made anew when it is asked for");
        }
    }

    /// Begins to make the sidecar of a segment that is not written to any more.
    pub(super) fn seal(&mut self, shared: &Arc<Shared>, frozen: Arc<Frozen>) {
        self.wait();
        let (shared, again) = (Arc::clone(shared), (Arc::clone(shared), Arc::clone(&frozen)));
        let seal = |shared: &Shared, frozen: &Arc<Frozen>| {
            shared.seal(frozen);
            shared.keep_roll(frozen);
        };
        match thread::Builder::new().name("chronostack-index".to_owned()).spawn(move || seal(&shared, &frozen)) {
            Ok(sealing) => self.sealing = Some(sealing),
            Err(_) => seal(&again.0, &again.1),
        }
    }
}
