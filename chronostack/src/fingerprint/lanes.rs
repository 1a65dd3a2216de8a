//! The hash itself: words in, 128 bits out.

use xxhash_rust::xxh3::xxh3_128;

/// Two lanes of 64 bits that each take in every word: one mixes it as XXH64 does, the other as `MurmurHash3` does. A lane's step can be
/// undone, so sequences that differ in one word never end in the same state; lengths and what goes on inside are the caller's.
///
/// What it computes is recorded in logs, and never changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lanes {
    first: u64,
    second: u64,
}

impl Lanes {
    pub(super) fn new() -> Self {
        Self { first: 0x9e37_79b9_7f4a_7c15, second: 0xc2b2_ae3d_27d4_eb4f }
    }

    #[inline]
    pub(super) fn word(&mut self, word: u64) {
        let mixed = word.wrapping_mul(0xc2b2_ae3d_27d4_eb4f).rotate_left(31).wrapping_mul(0x9e37_79b1_85eb_ca87);
        self.first = (self.first ^ mixed).rotate_left(27).wrapping_mul(0x9e37_79b1_85eb_ca87);
        self.first = self.first.wrapping_add(0x85eb_ca77_c2b2_ae63);
        let mixed = word.wrapping_mul(0x4cf5_ad43_2745_937f).rotate_left(33).wrapping_mul(0x87c3_7b91_1142_53d5);
        self.second = (self.second ^ mixed).rotate_left(31).wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }

    #[inline]
    pub(super) fn wide(&mut self, wide: u128) {
        self.word(low(wide));
        self.word(low(wide >> 64));
    }

    /// Bytes of any number, which takes part.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.wide(xxh3_128(bytes));
    }

    /// The hash of all words.
    pub(super) fn finish(self) -> u128 {
        let first = avalanche(self.first.wrapping_add(self.second));
        let second = avalanche(self.second.wrapping_add(self.first.rotate_left(32)));
        u128::from(first.wrapping_add(second)) << 64 | u128::from(second ^ first.rotate_left(29))
    }
}

/// The lower half.
#[allow(clippy::cast_possible_truncation, reason = "the upper half is cut off")]
fn low(wide: u128) -> u64 {
    wide as u64
}

/// Every bit depends on every other: the last step of `MurmurHash3`.
fn avalanche(mut word: u64) -> u64 {
    word = (word ^ word >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    word = (word ^ word >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    word ^ word >> 33
}
