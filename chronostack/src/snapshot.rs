//! When snapshots are taken, and when one may be used.

use crate::{
    codec::{DecodeError, EncodeError},
    id::{LogId, StreamName},
    log::{Snapshot, SnapshotKey, spacing},
    machine::{MachineSpec, Reducer},
    schema::check,
};

/// When snapshots are taken. A snapshot saves replaying a long stream; it is a cache and never the truth.
///
/// A snapshot is used only where the log, the stream, the state's shape, the reducer's own tokens and its `revision`
/// all fit. What the reducer's functions call is outside of that: raise `revision` when it changes.
///
/// The newest snapshots of a stream stand as close as they were taken, older ones farther apart, yet never farther than they were
/// taken, than 2,048 events, or than as many as take up twice the state's bytes (of 32 each). So a seek replays no more than that, however long the
/// stream, and old snapshots take no more of the disk than about the stream's own events do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshots {
    every: Option<u64>,
}

impl Snapshots {
    /// None: every state is replayed from its first event. The default.
    pub const fn never() -> Self {
        Self { every: None }
    }

    /// One each time a stream has grown by `events`; 0 is taken as 1.
    pub const fn every(events: u64) -> Self {
        Self { every: Some(if events == 0 { 1 } else { events }) }
    }

    /// Whether snapshots are taken at all.
    pub fn enabled(self) -> bool {
        self.every.is_some()
    }

    /// Whether a stream that grew from version `from` to version `to` is due for one.
    pub fn due(self, from: u64, to: u64) -> bool {
        self.every.is_some_and(|every| from / every < to / every)
    }

    /// How many events a replay may leave behind without a snapshot of a state that takes `state_bytes`; `None` if none are taken.
    pub fn stride(self, state_bytes: usize) -> Option<u64> {
        self.every.map(|every| every.max(spacing(state_bytes)))
    }
}

impl Default for Snapshots {
    fn default() -> Self {
        Self::never()
    }
}

/// The key that a snapshot of `stream` by `spec` has today; `None` when the state's shape is not known, which makes a
/// snapshot unsafe to read back.
pub fn key_of(log: LogId, stream: StreamName, spec: &MachineSpec) -> Option<SnapshotKey> {
    Some(SnapshotKey {
        log,
        stream,
        machine: spec.name.to_owned(),
        state_schema: spec.state_schema.as_ref()?.hash(),
        fingerprint: spec.fingerprint,
        revision: spec.revision,
    })
}

/// What differs between the key of a snapshot and that of today; `None` when it fits.
pub fn misfit(kept: &SnapshotKey, today: &SnapshotKey) -> Option<&'static str> {
    [
        (kept.log == today.log, "it is of another log"),
        (kept.stream == today.stream, "it is of another stream"),
        (kept.machine == today.machine, "it is of another machine"),
        (kept.state_schema == today.state_schema, "the state's shape has changed"),
        (kept.fingerprint == today.fingerprint, "the reducer has changed"),
        (kept.revision == today.revision, "the reducer's revision has changed"),
    ]
    .into_iter()
    .find_map(|(fits, reason)| (!fits).then_some(reason))
}

/// A snapshot of `state`.
pub fn encode<R: Reducer>(key: SnapshotKey, version: u64, position: u64, state: &R) -> Result<Snapshot, EncodeError> {
    let codec = R::machine().state_codec;
    let mut bytes = Vec::new();
    codec
        .encode(state, &mut bytes)
        .map_err(|reason| EncodeError { what: format!("a snapshot of {}", key.machine), reason })?;
    Ok(Snapshot { key, version, position, codec, state: bytes })
}

/// The state that `snapshot` holds. Ask [`misfit`] first.
pub fn decode<R: Reducer>(snapshot: &Snapshot) -> Result<R, DecodeError> {
    let schema = R::machine().state_schema.as_ref().filter(|schema| schema.is_recursive());
    if let Some(schema) = schema {
        // The decoder would follow damaged bytes as deep as they say.
        check(schema, snapshot.codec, &snapshot.state)
            .map_err(|error| DecodeError::Payload { reason: error.to_string() })?;
    }
    snapshot.codec.decode(&snapshot.state)
}
