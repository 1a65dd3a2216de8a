//! The event types that a log holds.

use std::{collections::BTreeMap, sync::Arc};

use crate::log::{error::AppendError, record::EventKind};

/// Every event type of a log, each once. Kinds of one name and version may differ in their codec, never in their schema.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    by_name: BTreeMap<String, Vec<Arc<EventKind>>>,
}

impl Kinds {
    /// The kind held that equals `kind`, if there is one.
    ///
    /// # Errors
    /// [`AppendError::KindConflict`] when another schema is held under its name and version.
    pub fn find(&self, kind: &EventKind) -> Result<Option<&Arc<EventKind>>, AppendError> {
        let same_name = self.by_name.get(&kind.name).map_or(&[][..], Vec::as_slice);
        let mut same_version = same_name.iter().filter(|held| held.version == kind.version);
        if same_version.clone().any(|held| held.schema != kind.schema) {
            return Err(AppendError::KindConflict { event: kind.name.clone(), version: kind.version });
        }
        Ok(same_version.find(|held| held.codec == kind.codec))
    }

    /// Takes a kind in, unless it is held already; answers with the one that is held.
    ///
    /// # Errors
    /// [`AppendError::KindConflict`] when another schema is held under its name and version.
    pub fn insert(&mut self, kind: Arc<EventKind>) -> Result<Arc<EventKind>, AppendError> {
        if let Some(held) = self.find(&kind)? {
            return Ok(Arc::clone(held));
        }
        self.by_name.entry(kind.name.clone()).or_default().push(Arc::clone(&kind));
        Ok(kind)
    }

    /// All of them, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<EventKind>> {
        self.by_name.values().flatten()
    }
}
