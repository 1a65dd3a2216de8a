//! What the index answers from memory, and where to ask further.

use std::sync::Arc;

use crate::{
    id::StreamName,
    log::{
        file::{
            index::{
                entries::Entry,
                index::Index,
                part::Checkpoint,
                recent::{Frozen, Recent},
                tail::Spot,
            },
            segment::{SEGMENT_HEADER_BYTES, Segment},
            stretch::Stretch,
        },
        store::StreamSummary,
    },
};

/// A section of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct SectionPlace {
    /// The version of its first event.
    pub(in crate::log::file) version: u64,
    /// Where it starts.
    pub(in crate::log::file) place: u64,
    /// The stream's number in its segment.
    pub(in crate::log::file) number: u32,
}

/// What memory knows of some sections of a stream.
#[derive(Debug)]
pub(in crate::log::file) struct Trail {
    pub(in crate::log::file) ordinal: u32,
    /// Those that memory holds.
    pub(in crate::log::file) held: Vec<SectionPlace>,
    /// Where the ones before these are, if they are asked for.
    pub(in crate::log::file) earlier: Option<Earlier>,
}

/// Sections whose places only sidecars know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct Earlier {
    /// They stand in segments whose number is below this.
    pub(in crate::log::file) segments: u32,
    /// Their versions are below this.
    pub(in crate::log::file) version: u64,
}

/// An answer, or the number of the segment whose sidecar knows it.
#[derive(Debug)]
pub(in crate::log::file) enum Asked<T> {
    Held(T),
    Sidecar(u32),
}

impl Index {
    fn entry(&self, name: &StreamName) -> Option<(u32, Entry)> {
        let ordinal = self.streams.find(name.as_str(), self.streams.hash(name.as_str()))?;
        Some((ordinal, self.streams.get(ordinal)?))
    }

    pub(in crate::log::file) fn summary(&self, name: &StreamName) -> Option<StreamSummary> {
        let (_, Entry { version, position, .. }) = self.entry(name)?;
        Some(StreamSummary { stream: name.clone(), version, position })
    }

    /// The segments of which memory holds something, the last one first, each with the stream as it was at its end.
    fn held(&self, ordinal: u32, entry: Entry) -> impl Iterator<Item = (&Recent, Entry)> {
        let frozen = self
            .frozen
            .as_deref()
            .and_then(|Frozen { recent, entries, .. }| Some((recent, entries.get(ordinal as usize)?)));
        [(&self.recent, entry)].into_iter().chain(frozen)
    }

    /// The sections of a stream from the one that holds `version` on, at most `limit`. `None` when there are none.
    pub(in crate::log::file) fn trail(&self, name: &StreamName, version: u64, limit: usize) -> Option<Trail> {
        let (ordinal, entry) = self.entry(name).filter(|(_, entry)| version <= entry.version)?;
        let mut earlier = Some(Earlier { segments: entry.segment + 1, version: entry.version + 1 });
        let mut held: Vec<Vec<SectionPlace>> = Vec::new();
        for (recent, entry) in self.held(ordinal, entry) {
            let Some(Earlier { segments, .. }) = earlier else { break };
            if segments == recent.segment + 1 {
                let (spots, before) = recent.sections(&entry, version, limit);
                held.push(self.places(recent.segment, entry.number, &spots));
                earlier = before.map(|(version, segments)| Earlier { segments, version });
            }
        }
        held.reverse();
        let mut held = held.concat();
        held.truncate(limit);
        Some(Trail { ordinal, held, earlier })
    }

    /// The sections of a stream that may have `key`, as far as memory knows, the latest first; `earlier` leads to the others.
    pub(in crate::log::file) fn keyed(&self, name: &StreamName, key: &str) -> Option<Trail> {
        let (ordinal, entry) = self.entry(name)?;
        let mut trail = self.trail(name, 0, 0)?;
        trail.ordinal = ordinal;
        for (recent, entry) in self.held(ordinal, entry).filter(|(recent, entry)| recent.segment == entry.segment) {
            trail.held.extend(self.places(recent.segment, entry.number, &recent.keys.find(entry.number, key)));
        }
        Some(trail)
    }

    /// Where sections of a segment stand in the log.
    pub(in crate::log::file) fn places(&self, segment: u32, number: u32, spots: &[Spot]) -> Vec<SectionPlace> {
        let start = self.segments.get(segment as usize).map_or(0, |segment| segment.start);
        let place = |spot: &Spot| SectionPlace { version: spot.version, place: start + u64::from(spot.offset), number };
        spots.iter().map(place).collect()
    }

    /// What memory holds of a segment.
    pub(in crate::log::file) fn recent(&self, segment: u32) -> Option<&Recent> {
        let frozen = self.frozen.as_deref().map(|frozen| &frozen.recent);
        [Some(&self.recent), frozen].into_iter().flatten().find(|recent| recent.segment == segment)
    }

    /// The run that holds `place`; `None` when none does.
    pub(in crate::log::file) fn run_at(&self, place: u64) -> Option<Asked<Stretch>> {
        let number = self.segment_at(place)?;
        let offset = place.checked_sub(self.segment(number)?.start)?;
        let held = self.recent(number).and_then(|recent| recent.run(|behind| u64::from(behind.offset) > offset));
        Some(match held {
            Some((checkpoint, end)) => Asked::Held(self.stretch(number, checkpoint, end)?),
            None => Asked::Sidecar(number),
        })
    }

    /// The run that holds the event at `position`, and the number of its segment; `None` when the log ends before.
    pub(in crate::log::file) fn run_of(&self, position: u64) -> Option<(u32, Asked<Stretch>)> {
        if position > self.head {
            return None;
        }
        let first = |segment: &Arc<Segment>| segment.header.first_position;
        let number = self.segments.partition_point(|segment| first(segment) <= position).saturating_sub(1);
        let number = u32::try_from(number).ok()?;
        let wanted = position.saturating_sub(first(&self.segment(number)?));
        let held = self.recent(number).and_then(|recent| recent.run(|behind| u64::from(behind.position) > wanted));
        let asked = match held {
            Some((checkpoint, end)) => Asked::Held(self.stretch(number, checkpoint, end)?),
            None => Asked::Sidecar(number),
        };
        Some((number, asked))
    }

    /// The number of the segment that holds `place`.
    pub(in crate::log::file) fn segment_at(&self, place: u64) -> Option<u32> {
        u32::try_from(self.segments.partition_point(|segment| segment.start <= place).checked_sub(1)?).ok()
    }

    pub(in crate::log::file) fn segment(&self, number: u32) -> Option<Arc<Segment>> {
        self.segments.get(number as usize).cloned()
    }

    /// The offset at which the frames of a segment end.
    pub(in crate::log::file) fn end_of(&self, number: u32) -> Option<u64> {
        let segment = self.segment(number)?;
        Some(self.segments.get(number as usize + 1).map_or(self.end, |next| next.start) - segment.start)
    }

    /// The frames of a segment from a checkpoint on, up to `end`, or to the end of the segment.
    pub(in crate::log::file) fn stretch(&self, number: u32, from: Checkpoint, end: Option<u32>) -> Option<Stretch> {
        let segment = self.segment(number)?;
        let last = self.end_of(number)?;
        Some(Stretch {
            start: from.offset.into(),
            end: end.map_or(last, |end| last.min(end.into())),
            position: segment.header.first_position + u64::from(from.position),
            segment,
        })
    }

    /// All frames of a segment.
    pub(in crate::log::file) fn whole(&self, number: u32) -> Option<Stretch> {
        let offset = u32::try_from(SEGMENT_HEADER_BYTES).unwrap_or(u32::MAX);
        self.stretch(number, Checkpoint { position: 0, offset }, None)
    }
}
