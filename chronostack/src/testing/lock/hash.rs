//! What tells one committed text from another.

use xxhash_rust::xxh3::xxh3_64;

/// XXH3 of the text. A checkout may change line ends.
pub(super) fn hash(text: &str) -> u64 {
    xxh3_64(text.replace("\r\n", "\n").as_bytes())
}
