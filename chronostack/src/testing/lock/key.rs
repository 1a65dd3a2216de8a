//! What the snapshots of a machine are keyed by, in short.

use crate::{
    codec::Codec,
    schema::notation,
    testing::lock::{hash::hash, locked::LockedMachine},
};

/// A hash of the machine's tokens, `revision` and the state's shape.
pub(super) fn key(machine: &LockedMachine) -> u64 {
    let LockedMachine { reducer, revision, state, .. } = machine;
    let mut text = format!("{reducer:032x} {revision}");
    if let Some((codec, schema)) = state {
        text += if *codec == Codec::Json { " json" } else { " postcard" };
        for line in notation::write(schema) {
            text += &format!("\n{line}");
        }
    }
    hash(&text)
}
