//! The sealer: a thread that makes the sidecar of a segment, and compresses it, while the next one is written to.

use std::{
    sync::Arc,
    thread::{self, JoinHandle},
};

use crate::log::{
    error::OpenError,
    file::{index::Frozen, segment::Segment, shared::Shared},
};

/// Works on one segment at a time, so that memory holds no more than two segments' sections.
#[derive(Debug)]
pub(super) struct Sealer {
    compress: bool,
    sealing: Option<JoinHandle<()>>,
}

impl Sealer {
    pub(super) fn new(compress: bool) -> Self {
        Self { compress, sealing: None }
    }

    /// Waits until what was begun is done.
    pub(super) fn wait(&mut self) {
        if self.sealing.take().is_some_and(|sealing| sealing.join().is_err()) {
            tracing::error!("the thread that makes a part of the index panicked; it is made anew when it is asked for");
        }
    }

    /// Begins to make the sidecar of a segment that is not written to any more, where it needs one, and to compress it, if that is wanted: the
    /// `segment` up to its end.
    pub(super) fn seal(
        &mut self,
        shared: &Arc<Shared>,
        frozen: Option<Arc<Frozen>>,
        segment: Option<(Arc<Segment>, u64)>,
    ) {
        self.wait();
        let segment = segment.filter(|_| self.compress);
        if frozen.is_none() && segment.is_none() {
            return;
        }
        let (shared, again) = (Arc::clone(shared), (Arc::clone(shared), frozen.clone(), segment.clone()));
        let seal = |shared: &Shared, frozen: Option<Arc<Frozen>>, segment: Option<(Arc<Segment>, u64)>| {
            if let Some(frozen) = frozen {
                shared.seal(&frozen);
                shared.keep_roll(&frozen);
            }
            if let Some((segment, end)) = segment
                && let Err(fault) = shared.compress(&segment, end)
            {
                tracing::warn!(error = %OpenError::from(fault), "a segment stays as it was, and is not compressed");
            }
        };
        let begun =
            thread::Builder::new().name("chronostack-seal".to_owned()).spawn(move || seal(&shared, frozen, segment));
        match begun {
            Ok(sealing) => self.sealing = Some(sealing),
            Err(_) => seal(&again.0, again.1, again.2),
        }
    }
}
