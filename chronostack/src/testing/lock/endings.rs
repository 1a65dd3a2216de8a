//! How recorded histories end.

use crate::{fingerprint::StateFingerprint, history::History, machine::Reducer, testing::lock::hash::hash};

/// How a recorded history ends, by the code.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Its file, relative to the package.
    pub file: String,
    /// The hash of its text.
    pub(super) hash: u64,
    /// The fingerprint of the state behind its last event; `None` where it cannot be replayed.
    pub(super) end: Option<StateFingerprint>,
}

impl Ending {
    /// How the history in `file`, which reads `text`, ends for `R`; `None` where the shape of its states is not known.
    pub fn of<R: Reducer>(file: String, text: &str) -> Option<Self> {
        let fingerprinter = R::machine().fingerprinter()?;
        let history = History::<R>::from_jsonl(text).ok();
        let end = history.and_then(|history| fingerprinter.fingerprint(history.state()).ok());
        Some(Self { file, hash: hash(text), end })
    }
}
