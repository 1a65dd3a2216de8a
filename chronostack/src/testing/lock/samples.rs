//! Payloads of a version, made up, and what today's code makes of a payload.

use std::panic::catch_unwind;

use fastrand::Rng;
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    codec::Codec,
    event::{Event, EventType, readable},
    replay::panic_message,
    schema::{encode, sample},
    testing::payload::{bytes, parse},
};

/// Payloads of one version.
const SAMPLES: usize = 4;
/// Samples that are tried, for a type may refuse what fits its shape.
const TRIES: usize = 400;
/// How many values one holds, about.
const SIZE: usize = 30;

/// Payloads of `version`, an event type of `TYPES[index]` or an older version of it: the present one as the code writes it, older ones
/// as their shape says. Some that the code reads.
pub(super) fn samples<E: Event>(index: usize, version: &EventType) -> Vec<Vec<u8>> {
    let present = &E::TYPES[index];
    let schema = (version.schema)();
    let mut rng = Rng::with_seed(xxh3_64(format!("{} v{}", version.name, version.version).as_bytes()));
    let mut found: Vec<Vec<u8>> = Vec::new();
    for _ in 0..TRIES {
        let Some(value) = sample(schema, &mut rng, SIZE) else { break };
        let payload = if version.version == present.version {
            parse::<E>(index, &value.to_string()).and_then(|event| bytes(&event)).ok()
        } else {
            encode(schema, version.codec, &value)
        };
        let read = |payload: &Vec<u8>| reread::<E>(version.name, version.version, version.codec, payload).is_ok();
        found.extend(payload.filter(|payload| !found.contains(payload) && read(payload)));
        if found.len() == SAMPLES {
            break;
        }
    }
    found
}

/// What today's code makes of a payload, written anew.
pub(super) fn reread<E: Event>(name: &str, version: u32, codec: Codec, payload: &[u8]) -> Result<Vec<u8>, String> {
    let index = readable(E::TYPES, name, version).map_err(|error| error.to_string())?;
    let decoded = catch_unwind(|| E::decode(index, version, codec, payload));
    let decoded = decoded.map_err(|panic| format!("its code panicked: {}", panic_message(panic.as_ref())))?;
    bytes(&decoded.map_err(|error| error.to_string())?)
}
