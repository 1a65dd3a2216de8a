//! Entries that were written in any order, put in that of their keys' bytes.

use std::ops::Range;

/// An entry that stands in a buffer: the item of a set is its own key.
pub(super) struct Entry {
    pub(super) key: Range<usize>,
    /// Key and value.
    pub(super) whole: Range<usize>,
}

/// Puts the entries, which fill `out` from the first's start to its end save for `separator`s, in the order of their
/// keys' bytes.
pub(super) fn sort(out: &mut Vec<u8>, mut entries: Vec<Entry>, separator: &[u8]) {
    let Some(start) = entries.first().map(|entry| entry.whole.start) else { return };
    if entries.is_sorted_by_key(|entry| &out[entry.key.clone()]) {
        return;
    }
    entries.sort_by(|a, b| out[a.key.clone()].cmp(&out[b.key.clone()]));
    let sorted: Vec<&[u8]> = entries.iter().map(|entry| &out[entry.whole.clone()]).collect();
    let sorted = sorted.join(separator);
    out.truncate(start);
    out.extend_from_slice(&sorted);
}
