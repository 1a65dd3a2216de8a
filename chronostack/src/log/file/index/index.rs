//! The index of a log.

use std::sync::Arc;

use crate::{
    log::{
        file::{
            body::{Body, Section},
            entry::Entry as Word,
            frame::FRAME_HEADER_BYTES,
            index::{
                entries::Entry,
                pages::Unusable,
                part::Checkpoint,
                recent::{Frozen, Recent},
                sidecar::Sidecar,
                streams::Streams,
                tail::{Head, Spot},
            },
            segment::{SEGMENT_HEADER_BYTES, Segment},
            wire::Malformed,
        },
        kinds::Kinds,
    },
    time::Timestamp,
};

/// The checkpoints stand at frames that are so many bytes apart; each segment starts with one, and a larger frame stands
/// between two. What is between two is a *run*, which is read and verified as one.
const RUN_BYTES: u32 = 16 << 10;

const TOO_LARGE: Malformed = Malformed("it holds more than an index can");

/// What is durable, and where. A *place* counts bytes over all segments.
#[derive(Debug, Default)]
pub(in crate::log::file) struct Index {
    pub(in crate::log::file) segments: Vec<Arc<Segment>>,
    /// The last position.
    pub(in crate::log::file) head: u64,
    /// The place behind the last frame.
    pub(in crate::log::file) end: u64,
    pub(in crate::log::file) recorded_last: Option<Timestamp>,
    pub(in crate::log::file) kinds: Kinds,
    pub(in crate::log::file) streams: Streams,
    /// Of the last segment.
    pub(in crate::log::file) recent: Recent,
    /// Of the one before, until its sidecar is written.
    pub(in crate::log::file) frozen: Option<Arc<Frozen>>,
    /// How many parts of streams sidecars have that no roll of streams covers.
    pub(in crate::log::file) unrolled: usize,
    /// It is of one segment only, and knows nothing of those before.
    alone: bool,
}

/// A section that was written, as the index takes it in.
#[derive(Clone, Copy, Debug)]
pub(in crate::log::file) struct Written<'a> {
    /// Its stream's number in the segment.
    pub(in crate::log::file) number: u32,
    pub(in crate::log::file) first_version: u64,
    pub(in crate::log::file) first_position: u64,
    pub(in crate::log::file) events: u64,
    pub(in crate::log::file) key: Option<&'a str>,
    /// Where it starts in the segment.
    pub(in crate::log::file) offset: u64,
}

impl Index {
    /// Of a segment alone, which has that number in its log: the ordinals are the numbers of the streams.
    pub(in crate::log::file) fn alone(segment: &Segment, number: u32) -> Self {
        let segment = Arc::new(Segment { start: 0, ..segment.clone() });
        let head = segment.header.first_position - 1;
        let mut index = Self { head, alone: true, ..Self::default() };
        index.add_segment(segment);
        index.recent.segment = number;
        index
    }

    /// Takes in a segment, which starts at the end. Its times count from that of its header, so none is before it.
    pub(in crate::log::file) fn add_segment(&mut self, segment: Arc<Segment>) {
        self.recent = Recent::new(u32::try_from(self.segments.len()).unwrap_or(u32::MAX));
        self.end = segment.start + SEGMENT_HEADER_BYTES as u64;
        self.recorded_last = self.recorded_last.max(Some(segment.header.time));
        self.segments.push(segment);
    }

    /// Hands over what memory holds of the last segment, to make a sidecar of it, where none covers all of it. Lookups go on to use
    /// it until it is taken out of `frozen`.
    pub(in crate::log::file) fn freeze(&mut self) -> Option<Arc<Frozen>> {
        let segment = Arc::clone(self.segments.last()?);
        if self.uncovered() == 0 {
            return None;
        }
        let end = u32::try_from(self.end - segment.start).ok()?;
        let recorded_last = self.recorded_last?;
        let recent = std::mem::take(&mut self.recent);
        let (named, entries) = (self.streams.named().clone(), self.streams.keep());
        let frozen = Frozen { segment, recent, named, entries, end, head: self.head, recorded_last };
        self.frozen = Some(Arc::new(frozen));
        self.frozen.clone()
    }

    /// The number of a stream in the last segment, if that holds it.
    pub(in crate::log::file) fn number(&self, ordinal: u32) -> Option<u32> {
        let entry = self.streams.get(ordinal)?;
        (entry.version > 0 && entry.segment == self.recent.segment).then_some(entry.number)
    }

    /// How many bytes of the last segment's frames no sidecar covers.
    pub(in crate::log::file) fn uncovered(&self) -> u64 {
        let end = self.segments.last().map_or(0, |segment| self.end - segment.start);
        end.saturating_sub(u64::from(self.recent.covered).max(SEGMENT_HEADER_BYTES as u64))
    }

    /// Takes in what a commit adds to the dictionary of the last segment.
    pub(in crate::log::file) fn add_word(&mut self, word: Word) -> Result<(), Malformed> {
        match word {
            Word::Stream(name) => {
                let hash = self.streams.hash(name.as_str());
                let known = self.streams.find(name.as_str(), hash);
                let ordinal =
                    known.or_else(|| self.streams.push(name.as_str(), hash, Entry::default())).ok_or(TOO_LARGE)?;
                self.recent.ordinals.push(ordinal);
            }
            Word::Kind(kind) => {
                let kind = self.kinds.insert(kind).map_err(|_| Malformed("an event type has two schemas"))?;
                self.recent.words.push(Word::Kind(kind));
            }
            word => self.recent.words.push(word),
        }
        Ok(())
    }

    /// Takes in the commit whose body is `body`, the frame of which stands at the end and is `bytes` long.
    pub(in crate::log::file) fn add_commit(&mut self, mut body: Body<'_>, bytes: u64) -> Result<(), Malformed> {
        let named = self.recent.ordinals.len();
        for word in body.entries()? {
            self.add_word(word)?;
        }
        let offset = self.start_frame(body.position(), bytes)?;
        while let Some(section) = body.section()? {
            while let Some(event) = body.event()? {
                if self.recorded_last.is_some_and(|last| event.recorded_at < last) {
                    return Err(Malformed("its recorded time runs backwards"));
                }
                self.recorded_last = Some(event.recorded_at);
            }
            self.add_section(&Self::written(&section, offset)?)?;
        }
        let used = |number: usize| {
            let entry = self.streams.get(self.recent.ordinals.get(number)?)?;
            (entry.segment == self.recent.segment && entry.number as usize == number).then_some(())
        };
        if (named..self.recent.ordinals.len()).any(|number| used(number).is_none()) {
            return Err(Malformed("a stream is named before its first event"));
        }
        self.end_frame(body.position() - 1, bytes);
        Ok(())
    }

    fn written<'a>(section: &Section<'a>, frame: u64) -> Result<Written<'a>, Malformed> {
        let number = u32::try_from(section.stream).map_err(|_| TOO_LARGE)?;
        Ok(Written {
            number,
            first_version: section.first_version,
            first_position: section.first_position,
            events: section.events,
            key: section.key,
            offset: frame + (FRAME_HEADER_BYTES + section.offset) as u64,
        })
    }

    /// Takes in that a frame of so many bytes stands at the end, whose first event has `position`. Answers with where it starts in
    /// its segment.
    pub(in crate::log::file) fn start_frame(&mut self, position: u64, bytes: u64) -> Result<u64, Malformed> {
        if position != self.head + 1 {
            return Err(Malformed("its position does not follow the one before"));
        }
        let segment = self.segments.last().ok_or(Malformed("it has no segment"))?;
        let offset = u32::try_from(self.end - segment.start).map_err(|_| TOO_LARGE)?;
        let position = u32::try_from(position - segment.header.first_position).map_err(|_| TOO_LARGE)?;
        let Recent { checkpoints, last_frame, .. } = &mut self.recent;
        let apart = |last: &Checkpoint| offset - last.offset >= RUN_BYTES;
        if bytes >= RUN_BYTES.into() || checkpoints.last().is_none_or(apart) {
            checkpoints.push(Checkpoint { position, offset });
        }
        *last_frame = offset;
        Ok(offset.into())
    }

    /// Takes in that the frame of so many bytes at the end is complete, and that `head` is the position of its last event.
    pub(in crate::log::file) fn end_frame(&mut self, head: u64, bytes: u64) {
        self.head = head;
        self.end += bytes;
    }

    /// Takes in a section of the frame at the end.
    pub(in crate::log::file) fn add_section(&mut self, section: &Written<'_>) -> Result<(), Malformed> {
        let Self { streams, recent, alone, .. } = self;
        let known =
            recent.ordinals.get(section.number as usize).and_then(|ordinal| Some((ordinal, streams.get(ordinal)?)));
        let (ordinal, mut entry) = known.ok_or(Malformed("a stream has no name"))?;
        let is_new = entry.version == 0;
        if is_new && *alone {
            entry.version = section.first_version - 1;
        }
        if section.first_version != entry.version + 1 {
            return Err(Malformed("a version does not follow the one before in its stream"));
        }
        // Where the events before the first one held here stand: where the entry led to so far, which may be this segment's sidecar.
        let earlier = if is_new { recent.segment } else { entry.segment + 1 };
        if is_new || entry.segment != recent.segment {
            (entry.segment, entry.number, entry.tail) = (recent.segment, section.number, Head::NONE);
        } else if entry.number != section.number {
            return Err(Malformed("a stream has two numbers"));
        }
        let offset = u32::try_from(section.offset).map_err(|_| TOO_LARGE)?;
        let spot = Spot { version: section.first_version, offset };
        entry.tail = recent.tail.push(entry.tail, spot, earlier).ok_or(TOO_LARGE)?;
        entry.version += section.events;
        entry.position = section.first_position + section.events - 1;
        streams.set(ordinal, entry);
        if let Some(key) = section.key {
            recent.keys.push(section.number, key, spot);
        }
        Ok(())
    }

    /// Takes in what `sidecar` says of the last segment, which was just added, in the place of its frames: all or nothing. The streams
    /// may be known as they were later in the segment.
    pub(in crate::log::file) fn add_sidecar(&mut self, sidecar: &Sidecar) -> Result<(), Unusable> {
        let unfit = |what: &str| Unusable(format!("{what} does not follow what stands before"));
        let front = &sidecar.front;
        let (names, parts, ordinals) = (sidecar.names()?, sidecar.parts()?, sidecar.ordinals()?);
        let known = self.streams.len();
        let before = front.streams_before as usize;
        if names.count > 0 && before > known {
            return Err(unfit("its first stream"));
        }
        let twice = names.count.min(known.saturating_sub(before));
        let new = || names.iter().skip(twice);
        let all = known + names.count - twice;
        for (name, ordinal) in names.iter().take(twice).zip(front.streams_before..) {
            if self.streams.named().name(ordinal) != name {
                return Err(unfit("a stream's name"));
            }
        }
        if ordinals.len() != parts.len() {
            return Err(unfit("the number of its streams"));
        }
        for part in &parts {
            let version = self.streams.get(part.ordinal).map_or(0, |entry| entry.version);
            let fits = version + 1 == part.first_version || version >= part.last_version();
            if part.ordinal as usize >= all || ordinals.get(part.number as usize) != Some(part.ordinal) || !fits {
                return Err(unfit("a stream"));
            }
        }
        let mut kinds = self.kinds.clone();
        let mut words = Vec::new();
        for word in sidecar.words(|kind| kinds.shared(kind))?.entries() {
            words.push(match word {
                Word::Kind(kind) => Word::Kind(kinds.insert(kind).map_err(|_| unfit("a schema"))?),
                word => word,
            });
        }
        if new().any(|name| self.streams.find(name, self.streams.hash(name)).is_some()) {
            return Err(unfit("a stream's name"));
        }
        self.streams.reserve(all - known);
        for name in new() {
            let hash = self.streams.hash(name);
            self.streams.push(name, hash, Entry::default()).ok_or_else(|| unfit("a stream"))?;
        }
        self.kinds = kinds;
        self.unrolled += parts.len();
        for word in words {
            self.recent.words.push(word);
        }
        self.recent.ordinals = ordinals.clone();
        (self.recent.covered, self.recent.last_frame) = (front.end, front.last_frame);
        for part in &parts {
            let (version, position) = (part.last_version(), front.first_position + u64::from(part.last_position));
            if self.streams.get(part.ordinal).is_some_and(|entry| entry.version <= version) {
                let (segment, number) = (self.recent.segment, part.number);
                self.streams.set(part.ordinal, Entry { version, position, segment, number, tail: Head::NONE });
            }
        }
        self.head = front.head;
        self.end = self.segments.last().map_or(0, |segment| segment.start) + u64::from(front.end);
        self.recorded_last = self.recorded_last.max(Some(front.recorded_last));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::LogId;

    /// Counted by what was allocated, not by what is in use.
    #[test]
    fn a_million_streams_take_64_bytes_each() {
        let header =
            crate::log::file::segment::SegmentHeader { log: LogId(1), first_position: 1, time: Timestamp::MIN };
        let mut index = Index::default();
        index.add_segment(Arc::new(Segment::new("/log".as_ref(), header, 0)));
        for number in 0..1_000_000 {
            let name = format!("account/{number}").parse().expect("a name");
            index.add_word(Word::Stream(name)).expect("there is room");
            let (first_position, offset) = (u64::from(number) + 1, 64 + u64::from(number) * 40);
            index.start_frame(first_position, 40).expect("it follows");
            let section = Written { number, first_version: 1, first_position, events: 1, key: None, offset };
            index.add_section(&section).expect("it follows");
            index.end_frame(first_position, 40);
        }
        let each = (index.streams.memory_bytes() + index.recent.memory_bytes()) / index.streams.len();
        assert!(each <= 64, "{each} bytes a stream");
    }
}
