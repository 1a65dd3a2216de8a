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
    /// [`History::verify`], and what snapshots know of a divergence.
    pub(crate) async fn verify(&self, history: &History<R>) -> Result<Verified, VerifyError> {
        match history.verify() {
            Ok(verified) => Ok(verified),
            Err(mut divergence) => {
                self.narrow(history, &mut divergence).await;
                Err(Box::new(divergence).into())
            }
        }
    }

    /// Narrows the suspects with the snapshots that stand among them. One whose state differs was taken behind the event that made them part. One
    /// whose state does not stands before it, if other code took it: what today's code took says nothing of what was recorded.
    pub(crate) async fn narrow(&self, history: &History<R>, divergence: &mut Divergence) {
        let (stream, machine) = (history.stream(), R::machine());
        let Some(today) = snapshot::key_of(self.log.id(), stream.clone(), machine) else { return };
        let (Some(store), Some(fingerprinter)) = (self.log.snapshots(), machine.fingerprinter()) else { return };
        let (mut first, mut last) = divergence.suspects.clone().into_inner();
        let mut version = divergence.version;
        while version >= first {
            let Ok(Some(kept)) = store.find(stream.clone(), today.machine.clone(), version).await else { break };
            if kept.version < first || kept.version > version {
                break;
            }
            version = kept.version - 1;
            let comparable = (&kept.key.log, &kept.key.stream) == (&today.log, &today.stream)
                && kept.key.state_schema == today.state_schema;
            if !comparable {
                continue;
            }
            let (Ok(recorded), Some(replayed)) = (snapshot::decode::<R>(&kept), history.at(kept.version)) else {
                continue;
            };
            let (Ok(theirs), Ok(ours)) = (fingerprinter.fingerprint(&recorded), fingerprinter.fingerprint(&replayed))
            else {
                continue;
            };
            if kept.version == divergence.version && theirs == divergence.recorded {
                divergence.diff = Some(Diff::of_states(&recorded, &replayed));
            }
            if theirs != ours {
                last = last.min(kept.version);
            } else if (kept.key.fingerprint, kept.key.revision) != (today.fingerprint, today.revision) {
                first = kept.version + 1;
                break;
            }
        }
        // Snapshots that contradict one another leave nothing to suspect: then all stay.
        if first <= last && divergence.suspects != (first..=last) {
            history.suspect(divergence, first..=last);
        }
    }
}
