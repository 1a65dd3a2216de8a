//! Holding what the code makes of a stream's events against what the log recorded of its states.

use crate::{
    diff::Diff,
    history::{Divergence, History, Verified},
    machine::Reducer,
    snapshot,
    stack::{error::LoadError, loader::Loader},
};

/// A stream is not what was recorded of it, or could not be read.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The code makes another state of the events.
    #[error(transparent)]
    Divergence(#[from] Box<Divergence>),
    /// The stream could not be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
}

impl VerifyError {
    /// The divergence, if it is one.
    pub fn divergence(&self) -> Option<&Divergence> {
        match self {
            Self::Divergence(divergence) => Some(divergence),
            Self::Load(_) => None,
        }
    }
}

impl<R: Reducer> Loader<'_, R> {
    /// [`History::verify`], and what a snapshot knows of a divergence.
    pub(crate) async fn verify(&self, history: &History<R>) -> Result<Verified, VerifyError> {
        match history.verify() {
            Ok(verified) => Ok(verified),
            Err(mut divergence) => {
                divergence.diff = self.difference(history, &divergence).await;
                Err(Box::new(divergence).into())
            }
        }
    }

    /// From the recorded state to the replayed one, where a snapshot holds the first. Whatever code took a snapshot, at whatever time: it tells of what was
    /// recorded where its state has the fingerprint that was.
    pub(crate) async fn difference(&self, history: &History<R>, divergence: &Divergence) -> Option<Diff> {
        let (stream, machine) = (history.stream(), R::machine());
        let today = snapshot::key_of(self.log.id(), stream.clone(), machine)?;
        let kept = self.log.snapshots()?.find(stream.clone(), today.machine, divergence.version).await.ok()??;
        if kept.version != divergence.version || kept.key.state_schema != today.state_schema {
            return None;
        }
        let recorded = snapshot::decode::<R>(&kept).ok()?;
        let is_it = machine.fingerprinter()?.fingerprint(&recorded).ok()? == divergence.recorded;
        let replayed = history.at(kept.version)?;
        is_it.then(|| Diff::of_states(&recorded, &replayed))
    }
}
