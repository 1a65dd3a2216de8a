//! Making a sidecar.

use crate::log::file::{
    index::{
        front::{CHECKPOINT_BYTES, Front, KEY_BYTES, Stamp},
        keys::Keyed,
        pages::{Table, Unusable, put_pages},
        part::{Checkpoint, Part},
        places::put_places,
        recent::Frozen,
        sidecar::salt,
        tail::low,
    },
    wire::put_bytes,
};

/// How a segment's streams stand in the log; what is asked is the number in the segment.
pub(in crate::log::file) trait Relations {
    /// The stream's ordinal.
    fn ordinal(&self, number: u32) -> Option<u32>;
    /// The segments that may hold earlier events, where that is known better than from the segment alone.
    fn earlier(&self, number: u32) -> Option<u32>;
}

/// The sidecar of a segment that memory holds all of. `stamp` is the header of its last frame.
pub(in crate::log::file) fn encode(
    frozen: &Frozen,
    relations: &dyn Relations,
    stamp: Stamp,
) -> Result<Vec<u8>, Unusable> {
    let Frozen { segment, recent, named, entries, .. } = frozen;
    let unfit = |what: &str| Unusable(format!("{what} does not fit in"));
    let mut parts = Vec::with_capacity(recent.ordinals.len());
    let mut names = Vec::new();
    let mut streams_before = 0;
    let mut new: u32 = 0;
    for (number, local) in (0..).zip(recent.ordinals.iter()) {
        let entry = entries.get(local as usize).ok_or_else(|| unfit("a stream"))?;
        let first = recent.tail.first(entry.tail, entry.version).ok_or_else(|| unfit("a stream without events"))?;
        let ordinal = relations.ordinal(number).ok_or_else(|| unfit("a stream"))?;
        if first.version == 1 {
            if new == 0 {
                streams_before = ordinal;
            }
            if ordinal != streams_before + new {
                return Err(unfit("the order of the streams"));
            }
            new += 1;
            put_bytes(&mut names, named.name(local).as_bytes());
        }
        let events = u32::try_from(entry.version + 1 - first.version).map_err(|_| unfit("a number of events"))?;
        let last_position = entry.position.checked_sub(segment.header.first_position);
        let last_position =
            last_position.and_then(|last| u32::try_from(last).ok()).ok_or_else(|| unfit("a position"))?;
        let earlier = if first.version == 1 { 0 } else { relations.earlier(number).unwrap_or(first.earlier) };
        let part =
            Part { ordinal, number, earlier, events, last_position, first_version: first.version, ..Part::default() };
        parts.push((part, entry));
    }
    parts.sort_unstable_by_key(|(part, _)| part.ordinal);
    let mut places = Vec::new();
    for (part, entry) in &mut parts {
        let spots = recent.tail.sections(entry.tail, entry.version, 0, usize::MAX);
        part.places = u32::try_from(places.len()).map_err(|_| unfit("a place"))?;
        part.sections = u32::try_from(spots.len()).map_err(|_| unfit("a number of sections"))?;
        put_places(&mut places, &spots);
    }
    let keys = recent.keys.sorted();
    let mut words = Vec::new();
    recent.words.entries().for_each(|entry| entry.encode(&mut words));
    let count = |length: usize| u32::try_from(length).map_err(|_| unfit("a length"));
    let ends = parts.first().zip(parts.last());
    let front = Front {
        log: segment.header.log,
        first_position: segment.header.first_position,
        seed: recent.keys.seed(),
        end: frozen.end,
        last_frame: recent.last_frame,
        stamp,
        head: frozen.head,
        recorded_last: frozen.recorded_last,
        streams_before,
        ordinals_between: ends.map_or((0, 0), |((first, _), (last, _))| (first.ordinal, last.ordinal)),
        words_bytes: count(words.len())?,
        names_bytes: count(names.len())?,
        streams: count(parts.len())?,
        places_bytes: count(places.len())?,
        checkpoints: count(recent.checkpoints.len())?,
        keys: count(keys.len())?,
    };
    let mut numbered: Vec<(u32, u32)> = parts.iter().map(|(part, _)| (part.number, part.ordinal)).collect();
    numbered.sort_unstable();
    let mut salt = salt(front.log, front.first_position);
    let mut out = Vec::new();
    put_pages(&mut out, &salt, &front.encode());
    salt.update(&front.seed.to_le_bytes());
    put_pages(&mut out, &salt, &words);
    put_pages(&mut out, &salt, &names);
    put_pages(&mut out, &salt, &Table::data(numbered.iter().map(|(_, ordinal)| ordinal.to_le_bytes())));
    put_pages(&mut out, &salt, &Table::data(parts.iter().map(|(part, _)| part.encode())));
    put_pages(&mut out, &salt, &places);
    put_pages(&mut out, &salt, &Table::data(recent.checkpoints.iter().copied().map(checkpoint)));
    put_pages(&mut out, &salt, &Table::data(keys.iter().map(keyed)));
    Ok(out)
}

fn checkpoint(checkpoint: Checkpoint) -> [u8; CHECKPOINT_BYTES] {
    let mut bytes = [0; CHECKPOINT_BYTES];
    bytes[..4].copy_from_slice(&checkpoint.position.to_le_bytes());
    bytes[4..].copy_from_slice(&checkpoint.offset.to_le_bytes());
    bytes
}

fn keyed(key: &Keyed) -> [u8; KEY_BYTES] {
    let mut bytes = [0; KEY_BYTES];
    bytes[..8].copy_from_slice(&key.hash.to_le_bytes());
    bytes[8..12].copy_from_slice(&low(key.spot.version).to_le_bytes());
    bytes[12..].copy_from_slice(&key.spot.offset.to_le_bytes());
    bytes
}
