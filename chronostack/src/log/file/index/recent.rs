//! What memory holds of a segment.

use std::sync::Arc;

use crate::{
    log::file::{
        dictionary::Dictionary,
        index::{
            chunked::Chunked,
            entries::{Entries, Entry},
            keys::Keys,
            part::Checkpoint,
            streams::Named,
            tail::{Spot, Tail},
        },
        segment::Segment,
    },
    time::Timestamp,
};

/// A segment's dictionary, and where those of its frames stand that no sidecar covers yet.
#[derive(Debug, Default)]
pub(in crate::log::file) struct Recent {
    /// The segment's number.
    pub(in crate::log::file) segment: u32,
    /// The offset up to which a sidecar covers it; 0 when there is none.
    pub(in crate::log::file) covered: u32,
    pub(in crate::log::file) words: Arc<Dictionary>,
    /// The ordinals of the streams by their numbers in the segment.
    pub(in crate::log::file) ordinals: Chunked<u32>,
    pub(in crate::log::file) tail: Tail,
    pub(in crate::log::file) keys: Keys,
    pub(in crate::log::file) checkpoints: Vec<Checkpoint>,
    /// Where the last frame starts.
    pub(in crate::log::file) last_frame: u32,
}

impl Recent {
    pub(in crate::log::file) fn new(segment: u32) -> Self {
        Self { segment, ..Self::default() }
    }

    /// Bytes of memory that it takes, but for the words.
    #[cfg(test)]
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        let checkpoints = self.checkpoints.capacity() * size_of::<Checkpoint>();
        self.ordinals.bytes() + self.tail.memory_bytes() + checkpoints
    }

    /// The last checkpoint at or before what `place` says of it, and the offset of the one behind; `None` where a sidecar says it.
    pub(in crate::log::file) fn run(&self, behind: impl Fn(&Checkpoint) -> bool) -> Option<(Checkpoint, Option<u32>)> {
        run(&self.checkpoints, behind)
    }

    /// The sections of a stream of which `entry` is held, from the one that holds `version` on; at most `limit`. And the version of
    /// the first one held here, with the segments that may have earlier ones, where there are any.
    pub(in crate::log::file) fn sections(
        &self,
        entry: &Entry,
        version: u64,
        limit: usize,
    ) -> (Vec<Spot>, Option<(u64, u32)>) {
        let Some(first) = self.tail.first(entry.tail, entry.version) else {
            return (Vec::new(), Some((entry.version.saturating_add(1), self.segment + 1)));
        };
        let earlier = (version < first.version && first.version > 1).then_some((first.version, first.earlier));
        (self.tail.sections(entry.tail, entry.version, version, limit), earlier)
    }
}

/// Of `checkpoints` the last one that is not `behind`, and the offset of the next.
pub(in crate::log::file) fn run(
    checkpoints: &[Checkpoint],
    behind: impl Fn(&Checkpoint) -> bool,
) -> Option<(Checkpoint, Option<u32>)> {
    let next = checkpoints.partition_point(|checkpoint| !behind(checkpoint));
    let checkpoint = checkpoints.get(next.checked_sub(1)?)?;
    Some((*checkpoint, checkpoints.get(next).map(|next| next.offset)))
}

/// What memory holds of a segment that is not written to any more.
#[derive(Debug)]
pub(in crate::log::file) struct Frozen {
    pub(in crate::log::file) segment: Arc<Segment>,
    pub(in crate::log::file) recent: Recent,
    /// The streams as they were at its end.
    pub(in crate::log::file) named: Named,
    pub(in crate::log::file) entries: Entries,
    /// Where its frames end.
    pub(in crate::log::file) end: u32,
    /// The last position.
    pub(in crate::log::file) head: u64,
    pub(in crate::log::file) recorded_last: Timestamp,
}
