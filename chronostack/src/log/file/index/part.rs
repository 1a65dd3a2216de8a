//! What a sidecar says of one stream.

/// A segment's part of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::log::file) struct Part {
    /// The stream's place among those of the log.
    pub(in crate::log::file) ordinal: u32,
    /// Its number in the segment's dictionary.
    pub(in crate::log::file) number: u32,
    /// The segments whose number is below this may hold the stream, those between do not; 0 when none does.
    pub(in crate::log::file) earlier: u32,
    pub(in crate::log::file) sections: u32,
    pub(in crate::log::file) events: u32,
    /// The position of its last event, less the first of the segment.
    pub(in crate::log::file) last_position: u32,
    /// Where its sections stand among the places.
    pub(in crate::log::file) places: u32,
    pub(in crate::log::file) first_version: u64,
}

pub(in crate::log::file) const PART_BYTES: usize = 36;

impl Part {
    pub(in crate::log::file) fn encode(&self) -> [u8; PART_BYTES] {
        let words =
            [self.ordinal, self.number, self.earlier, self.sections, self.events, self.last_position, self.places];
        let mut bytes = [0; PART_BYTES];
        for (to, word) in bytes.chunks_exact_mut(4).zip(words) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        bytes[28..].copy_from_slice(&self.first_version.to_le_bytes());
        bytes
    }

    pub(in crate::log::file) fn decode(bytes: &[u8]) -> Self {
        let at = |place: usize| word(&bytes[4 * place..]);
        Self {
            ordinal: at(0),
            number: at(1),
            earlier: at(2),
            sections: at(3),
            events: at(4),
            last_position: at(5),
            places: at(6),
            first_version: long(&bytes[28..]),
        }
    }

    /// Its last version in the segment.
    pub(in crate::log::file) fn last_version(&self) -> u64 {
        self.first_version.saturating_add(self.events.into()).saturating_sub(1)
    }
}

/// Where a frame starts: the position of its first event, less the first of the segment, and its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct Checkpoint {
    pub(in crate::log::file) position: u32,
    pub(in crate::log::file) offset: u32,
}

/// The number that `bytes` start with.
pub(in crate::log::file) fn word(bytes: &[u8]) -> u32 {
    bytes.first_chunk().copied().map_or(0, u32::from_le_bytes)
}

/// The number that `bytes` start with.
pub(in crate::log::file) fn long(bytes: &[u8]) -> u64 {
    bytes.first_chunk().copied().map_or(0, u64::from_le_bytes)
}
