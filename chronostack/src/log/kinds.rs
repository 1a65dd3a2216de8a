//! The event types that a log holds.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasherDefault, Hasher},
    sync::Arc,
};

use crate::log::{
    error::AppendError,
    record::{Commit, EventKind},
};

/// Every event type of a log, each once. Kinds of one name and version may differ in their codec, never in their schema.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    by_name: BTreeMap<String, BTreeMap<u32, Vec<Arc<EventKind>>>>,
}

impl Kinds {
    /// The kind held that equals `kind`, if there is one.
    ///
    /// # Errors
    /// [`AppendError::KindConflict`] when another schema is held under its name and version.
    pub fn find(&self, kind: &EventKind) -> Result<Option<&Arc<EventKind>>, AppendError> {
        let versions = self.by_name.get(&kind.name);
        let held = versions.and_then(|versions| versions.get(&kind.version)).map_or(&[][..], Vec::as_slice);
        if held.iter().any(|held| held.schema != kind.schema) {
            return Err(AppendError::KindConflict { event: kind.name.clone(), version: kind.version });
        }
        Ok(held.iter().find(|held| held.codec == kind.codec))
    }

    /// Takes a kind in, unless it is held already; answers with the one that is held.
    ///
    /// # Errors
    /// [`AppendError::KindConflict`] when another schema is held under its name and version.
    pub fn insert(&mut self, kind: Arc<EventKind>) -> Result<Arc<EventKind>, AppendError> {
        if let Some(held) = self.find(&kind)? {
            return Ok(Arc::clone(held));
        }
        let versions = self.by_name.entry(kind.name.clone()).or_default();
        versions.entry(kind.version).or_default().push(Arc::clone(&kind));
        Ok(kind)
    }

    /// The kind held that equals `kind`, or that itself.
    pub(crate) fn shared(&self, kind: Arc<EventKind>) -> Arc<EventKind> {
        self.find(&kind).ok().flatten().cloned().unwrap_or(kind)
    }

    /// All of them, in order of name and version.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<EventKind>> {
        self.by_name.values().flat_map(BTreeMap::values).flatten()
    }
}

/// Something for each kind, by the address of the kind, which must be kept for as long.
pub(crate) type ByAddress<T> = HashMap<usize, T, BuildHasherDefault<AddressHasher>>;

/// The address of a kind that is shared.
pub(crate) fn address(kind: &Arc<EventKind>) -> usize {
    Arc::as_ptr(kind).addr()
}

/// Spreads addresses. They are nobody's to choose, so that a hash which resists a choice would be wasted on each record.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize((*byte).into());
        }
    }

    fn write_usize(&mut self, address: usize) {
        // The golden ratio's multiples fill the high bits; tables take the low ones.
        self.0 = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Kinds given to a log that are remembered to equal one that it holds.
const GIVEN_MAX: usize = 1_024;

/// The kinds of a log as its writer needs them: who appends brings kinds of its own, which the log's take the place of.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedKinds {
    held: Kinds,
    /// By address, kinds that were given before with the held one that each equals. That spares comparing their schemas.
    given: ByAddress<(Arc<EventKind>, Arc<EventKind>)>,
}

impl SharedKinds {
    pub(crate) fn new(held: Kinds) -> Self {
        Self { held, given: ByAddress::default() }
    }

    pub(crate) fn held(&self) -> &Kinds {
        &self.held
    }

    /// Puts the kinds held here in the place of those in `commit` that equal them. Where it brings new ones, answers with the
    /// kinds that are to be held once it is appended: [`replace`](Self::replace) them then.
    ///
    /// # Errors
    /// [`AppendError::KindConflict`] when it brings another schema for a name and version.
    pub(crate) fn share(&mut self, commit: &mut Commit) -> Result<Option<Kinds>, AppendError> {
        let mut grown: Option<Kinds> = None;
        for record in commit.streams.iter_mut().flat_map(|append| &mut append.records) {
            let address = address(&record.kind);
            if let Some((_, held)) = self.given.get(&address) {
                record.kind = Arc::clone(held);
                continue;
            }
            if let Some(held) = self.held.find(&record.kind)? {
                if self.given.len() == GIVEN_MAX {
                    self.given.clear();
                }
                self.given.insert(address, (Arc::clone(&record.kind), Arc::clone(held)));
                record.kind = Arc::clone(held);
            } else {
                let grown = grown.get_or_insert_with(|| self.held.clone());
                record.kind = grown.insert(Arc::clone(&record.kind))?;
            }
        }
        Ok(grown)
    }

    /// Holds `kinds` from now on, which are more than before.
    pub(crate) fn replace(&mut self, kinds: Kinds) {
        self.held = kinds;
    }
}
