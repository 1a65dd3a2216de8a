//! Where snapshots are kept. A snapshot is a cache: losing one loses nothing, and one that does not fit is never decoded.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    codec::Codec,
    id::{LogId, StreamName},
    log::{
        future::BoxFuture,
        thinning::{spacing, thinned},
    },
};

/// What a snapshot was made of and by. It is used only where all of it fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotKey {
    /// The log.
    pub log: LogId,
    /// The stream.
    pub stream: StreamName,
    /// The reducer's type name, for two may fold one stream.
    pub machine: String,
    /// [`TypeSchema::hash`](crate::schema::TypeSchema::hash) of the state.
    pub state_schema: u128,
    /// The hash of the reducer's own tokens.
    pub fingerprint: u128,
    /// The reducer's `revision`.
    pub revision: u32,
}

impl SnapshotKey {
    /// A hash of what may change from one release of a program to the next: all but stream and machine. Snapshots that differ in it
    /// never fit the same machine.
    pub fn generation(&self) -> u64 {
        let mut bytes = [0; 52];
        bytes[..16].copy_from_slice(&self.log.0.to_le_bytes());
        bytes[16..32].copy_from_slice(&self.state_schema.to_le_bytes());
        bytes[32..48].copy_from_slice(&self.fingerprint.to_le_bytes());
        bytes[48..].copy_from_slice(&self.revision.to_le_bytes());
        xxh3_64(&bytes)
    }
}

/// A state at a version, encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What it was made of and by.
    pub key: SnapshotKey,
    /// The version of the stream that it holds the state of.
    pub version: u64,
    /// The position of that version's event.
    pub position: u64,
    /// How the state is written.
    pub codec: Codec,
    /// The state.
    pub state: Vec<u8>,
}

/// A snapshot could not be kept or found; it is a cache, so this is a warning.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct SnapshotError(pub String);

/// Keeps snapshots.
pub trait SnapshotStore: Send + Sync + 'static {
    /// Keeps one. It may drop others of the same stream and machine: those that are [too close](crate::log::thinned) for their age,
    /// and those of another [generation](SnapshotKey::generation), which would stand in the way of those that fit.
    fn save(&self, snapshot: Snapshot) -> BoxFuture<'_, Result<(), SnapshotError>>;

    /// The newest snapshot of `stream` by `machine` at `version` or before, whether or not the rest of its key fits:
    /// that is for the caller to judge, who says why it is of no use.
    fn find(
        &self,
        stream: StreamName,
        machine: String,
        version: u64,
    ) -> BoxFuture<'_, Result<Option<Snapshot>, SnapshotError>>;
}

/// Snapshots in memory, thinner with age.
#[derive(Debug, Default)]
pub struct MemorySnapshots {
    /// By stream and machine.
    kept: Mutex<BTreeMap<(StreamName, String), Versions>>,
}

type Versions = BTreeMap<u64, Arc<Snapshot>>;

impl SnapshotStore for MemorySnapshots {
    fn save(&self, snapshot: Snapshot) -> BoxFuture<'_, Result<(), SnapshotError>> {
        let key = (snapshot.key.stream.clone(), snapshot.key.machine.clone());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = kept.entry(key).or_default();
        let (generation, spacing) = (snapshot.key.generation(), spacing(snapshot.state.len()));
        versions.retain(|_, kept| kept.key.generation() == generation);
        versions.insert(snapshot.version, Arc::new(snapshot));
        for version in thinned(&versions.keys().copied().collect::<Vec<_>>(), spacing) {
            versions.remove(&version);
        }
        Box::pin(async { Ok(()) })
    }

    fn find(
        &self,
        stream: StreamName,
        machine: String,
        version: u64,
    ) -> BoxFuture<'_, Result<Option<Snapshot>, SnapshotError>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept
            .get(&(stream, machine))
            .and_then(|versions| versions.range(..=version).next_back())
            .map(|(_, snapshot)| snapshot.as_ref().clone());
        Box::pin(async { Ok(found) })
    }
}
