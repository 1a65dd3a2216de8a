//! What a lock holds.

use std::collections::BTreeMap;

use crate::{codec::Codec, fingerprint::StateFingerprint, schema::TypeSchema};

/// The lock of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// A section for each kind of stream: what stands before the slash in `order/order-1`.
    pub streams: BTreeMap<String, LockedStream>,
}

/// What is locked about one kind of stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockedStream {
    /// The kinds of streams that a machine of these seems to have left, and why that is no loss.
    pub apart: BTreeMap<String, String>,
    /// The machines that fold it, by name.
    pub machines: BTreeMap<String, LockedMachine>,
    /// Every version of every event that may be recorded there, by name and version.
    pub events: BTreeMap<(String, u32), LockedEvent>,
    /// Where payloads of each version are sealed.
    pub sealed: BTreeMap<(String, u32), Sealed>,
    /// What was broken on purpose, oldest first.
    pub broken: Vec<Broken>,
}

/// A machine as it was when the lock was written. None of it takes part in whether old logs can be read; the first three are what snapshots
/// are keyed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedMachine {
    /// `revision = N`.
    pub revision: u32,
    /// [`MachineSpec::fingerprint`](crate::machine::MachineSpec::fingerprint).
    pub reducer: u128,
    /// The codec of snapshots, and the state's shape; `None` for a machine that takes no snapshots.
    pub state: Option<(Codec, TypeSchema)>,
    /// How the recorded histories end, by their files.
    pub endings: BTreeMap<String, LockedEnding>,
    /// When histories were let end otherwise, oldest first.
    pub rewritten: Vec<Rewritten>,
}

/// How a recorded history ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedEnding {
    /// XXH3 of its text.
    pub hash: u64,
    /// The fingerprint of the state behind its last event.
    pub end: StateFingerprint,
    /// The key of the machine by which it ended so. It is not the locked one where the histories of another folder let the machine be locked anew.
    pub under: u64,
}

/// Logic was changed although recorded histories end otherwise by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// How many did.
    pub ends: usize,
    /// Of how many.
    pub of: usize,
    /// Why that was meant.
    pub reason: String,
}

/// One version of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedEvent {
    /// How its payload is written.
    pub codec: Codec,
    /// The shape of its payload.
    pub schema: TypeSchema,
}

/// A file of payloads, which nothing ever changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The file, relative to the package.
    pub file: String,
    /// XXH3 of its text.
    pub hash: u64,
}

/// A version that was changed or removed although logs may hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The event's name.
    pub event: String,
    /// Its version.
    pub version: u32,
    /// Why that was no loss.
    pub reason: String,
}
