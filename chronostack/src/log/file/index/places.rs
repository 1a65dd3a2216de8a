//! Where a stream's sections stand in one segment, as a sidecar says it.

use crate::log::file::{
    index::tail::Spot,
    wire::{Cursor, Malformed, put_number},
};

/// So many sections are read at once.
pub(in crate::log::file) const BLOCK: usize = 64;
/// A section takes so many bytes at the most.
pub(in crate::log::file) const SECTION_BYTES_MAX: usize = 15;
/// An entry of the list of blocks: the version of its first section, less that of the first of all, and where it starts behind the list.
pub(in crate::log::file) const LISTED_BYTES: usize = 8;

/// Appends the sections of one stream to `out`: in blocks, and where they are several, a list of these in front. In a block the
/// versions and offsets are differences to those of the section before; before the first stand 0 and the first version of all.
pub(in crate::log::file) fn put_places(out: &mut Vec<u8>, spots: &[Spot]) {
    let Some(first) = spots.first() else { return };
    if spots.len() <= BLOCK {
        return put_block(out, spots, first.version);
    }
    let list = out.len();
    out.resize(list + spots.len().div_ceil(BLOCK) * LISTED_BYTES, 0);
    let start = out.len();
    for (number, block) in spots.chunks(BLOCK).enumerate() {
        let version = u32::try_from(block[0].version - first.version).unwrap_or(u32::MAX);
        let at = u32::try_from(out.len() - start).unwrap_or(u32::MAX);
        let listed = &mut out[list + number * LISTED_BYTES..][..LISTED_BYTES];
        listed[..4].copy_from_slice(&version.to_le_bytes());
        listed[4..].copy_from_slice(&at.to_le_bytes());
        put_block(out, block, first.version);
    }
}

fn put_block(out: &mut Vec<u8>, spots: &[Spot], mut version: u64) {
    let mut offset = 0;
    for spot in spots {
        put_number(out, spot.version - version);
        put_number(out, u64::from(spot.offset - offset));
        (version, offset) = (spot.version, spot.offset);
    }
}

/// The first `count` sections of the block that `bytes` start with; `first` is the first version of all.
pub(in crate::log::file) fn block(bytes: &[u8], count: usize, first: u64) -> Result<Vec<Spot>, Malformed> {
    let mut rest = Cursor::new(bytes);
    let mut before = Spot { version: first, offset: 0 };
    (0..count.min(BLOCK))
        .map(|_| {
            let cannot_be = Malformed("a section's place cannot be");
            let version = before.version.checked_add(rest.number()?).ok_or(cannot_be)?;
            let offset = u32::try_from(rest.number()?).ok().and_then(|more| before.offset.checked_add(more));
            before = Spot { version, offset: offset.ok_or(cannot_be)? };
            Ok(before)
        })
        .collect()
}
