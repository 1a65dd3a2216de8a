//! The index: where everything stands. It is in memory only, and made anew from the segments when the log is opened.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    id::StreamName,
    limits::KEYS_REMEMBERED_MIN,
    log::{
        file::{
            body::{Body, Section},
            dictionary::Dictionary,
            entry::Entry,
            frame::FRAME_HEADER_BYTES,
            places::{Places, SectionPlace},
            segment::{SEGMENT_HEADER_BYTES, Segment},
            stretch::Stretch,
            wire::Malformed,
        },
        kinds::Kinds,
        store::StreamSummary,
    },
    time::Timestamp,
};

/// The checkpoints stand at frames that are so many bytes apart; each segment starts with one, and a larger frame stands
/// between two. What is between two is a *run*, which is read and verified as one.
const CHECKPOINT_BYTES: u64 = 16 << 10;

/// What is durable, and where. A *place* counts bytes over all segments.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) segments: Vec<Arc<Segment>>,
    /// The last position.
    pub(super) head: u64,
    /// The place behind the last frame.
    pub(super) end: u64,
    pub(super) recorded_last: Option<Timestamp>,
    pub(super) kinds: Kinds,
    streams: Vec<IndexedStream>,
    numbers: HashMap<StreamName, usize>,
    /// The numbers of the streams in order of name, as far as that was asked for.
    ordered: Mutex<Vec<usize>>,
    /// Positions, each with the place of the frame that it is the first of.
    checkpoints: Vec<(u64, u64)>,
}

#[derive(Debug)]
struct IndexedStream {
    name: StreamName,
    version: u64,
    position: u64,
    places: Places,
    /// The keys of the last commits that had one: a hash, for the key itself is verified when the commit is read, and the
    /// version of the commit's first event.
    keys: VecDeque<(u64, u64)>,
}

impl Index {
    /// Takes in a segment, which starts at the end. Its times count from that of its header, so none is before it.
    pub(super) fn add_segment(&mut self, segment: Arc<Segment>, first_frame: u64) {
        self.end = segment.start + first_frame;
        self.recorded_last = self.recorded_last.max(Some(segment.header.time));
        self.segments.push(segment);
    }

    /// Shares the names and kinds of `entry` with those held, as `dictionary` takes it in.
    pub(super) fn add_entry(&mut self, dictionary: &Dictionary, entry: Entry) -> Result<(), Malformed> {
        dictionary.push(match entry {
            Entry::Stream(name) => match self.numbers.get_key_value(&name) {
                Some((held, _)) => Entry::Stream(held.clone()),
                None => Entry::Stream(name),
            },
            Entry::Kind(kind) => {
                Entry::Kind(self.kinds.insert(kind).map_err(|_| Malformed("an event type has two schemas"))?)
            }
            entry => entry,
        });
        Ok(())
    }

    /// Takes in the commit whose body is `body`, the frame of which stands at the end and is `bytes` long.
    pub(super) fn add_commit(
        &mut self,
        dictionary: &Dictionary,
        mut body: Body<'_>,
        bytes: u64,
    ) -> Result<(), Malformed> {
        let place = self.end;
        if body.position() != self.head + 1 {
            return Err(Malformed("its position does not follow the one before"));
        }
        let starts_segment =
            self.segments.last().is_some_and(|segment| segment.header.first_position == body.position());
        let apart = |(_, last): &(u64, u64)| place - last >= CHECKPOINT_BYTES;
        if starts_segment || bytes >= CHECKPOINT_BYTES || self.checkpoints.last().is_none_or(apart) {
            self.checkpoints.push((body.position(), place));
        }
        while let Some(section) = body.section()? {
            while let Some(event) = body.event()? {
                if self.recorded_last.is_some_and(|last| event.recorded_at < last) {
                    return Err(Malformed("its recorded time runs backwards"));
                }
                self.recorded_last = Some(event.recorded_at);
            }
            self.add_section(dictionary, section, place + (FRAME_HEADER_BYTES + section.offset) as u64)?;
        }
        self.head = body.position() - 1;
        self.end = place + bytes;
        Ok(())
    }

    fn add_section(&mut self, dictionary: &Dictionary, section: Section<'_>, place: u64) -> Result<(), Malformed> {
        let name = dictionary.stream(section.stream)?;
        let number = self.numbers.get(name).copied().unwrap_or_else(|| {
            let number = self.streams.len();
            self.numbers.insert(name.clone(), number);
            self.streams.push(IndexedStream::new(name.clone()));
            number
        });
        let stream = &mut self.streams[number];
        if section.first_version != stream.version + 1 {
            return Err(Malformed("a version does not follow the one before in its stream"));
        }
        stream.version += section.events;
        stream.position = section.first_position + section.events - 1;
        stream.places.push(SectionPlace { version: section.first_version, place });
        if let Some(key) = section.key {
            if stream.keys.len() == KEYS_REMEMBERED_MIN {
                stream.keys.pop_front();
            }
            stream.keys.push_back((xxh3_64(key.as_bytes()), section.first_version));
        }
        Ok(())
    }

    /// The run that holds `place`.
    pub(super) fn run_at(&self, place: u64) -> Option<Stretch> {
        let next = self.checkpoints.partition_point(|(_, known)| *known <= place);
        let (position, start) = *self.checkpoints.get(next.checked_sub(1)?)?;
        let number = self.segment_at(start);
        let mut run = self.stretch(number, position, start)?;
        if let Some((_, next)) = self.checkpoints.get(next) {
            run.end = run.end.min(next - run.segment.start);
        }
        Some(run)
    }

    /// All frames from the run that holds `position` to the end of the log; nothing when the log ends before `position`.
    pub(super) fn from(&self, position: u64) -> Vec<Stretch> {
        if position > self.head {
            return Vec::new();
        }
        let behind = self.checkpoints.partition_point(|(known, _)| *known <= position);
        let Some((position, start)) = self.checkpoints.get(behind.saturating_sub(1)) else { return Vec::new() };
        let first = self.segment_at(*start);
        let whole = |number: usize| {
            let segment = &self.segments[number];
            self.stretch(number, segment.header.first_position, segment.start + SEGMENT_HEADER_BYTES as u64)
        };
        self.stretch(first, *position, *start)
            .into_iter()
            .chain((first + 1..self.segments.len()).filter_map(whole))
            .collect()
    }

    /// The number of the segment that holds `place`.
    fn segment_at(&self, place: u64) -> usize {
        self.segments.partition_point(|segment| segment.start <= place).saturating_sub(1)
    }

    /// The frames of a segment from the one at the place `start` on, which is that of `position`.
    fn stretch(&self, number: usize, position: u64, start: u64) -> Option<Stretch> {
        let segment = Arc::clone(self.segments.get(number)?);
        let end = self.segments.get(number + 1).map_or(self.end, |next| next.start);
        Some(Stretch { start: start - segment.start, end: end - segment.start, segment, position })
    }

    /// The version of a stream, 0 where there is none.
    pub(super) fn version(&self, name: &StreamName) -> u64 {
        self.numbers.get(name).map_or(0, |number| self.streams[*number].version)
    }

    pub(super) fn summary(&self, name: &StreamName) -> Option<StreamSummary> {
        self.numbers.get(name).map(|number| self.streams[*number].summary())
    }

    /// The sections of a stream from the one that holds `version` on, at most `limit`.
    pub(super) fn sections(&self, name: &StreamName, version: u64, limit: usize) -> Vec<SectionPlace> {
        let Some(number) = self.numbers.get(name) else { return Vec::new() };
        let stream = &self.streams[*number];
        if version > stream.version { Vec::new() } else { stream.places.from(version).take(limit).collect() }
    }

    /// The sections of a stream whose commits may have `key`, the latest first.
    pub(super) fn keyed(&self, name: &StreamName, key: &str) -> Vec<SectionPlace> {
        let Some(number) = self.numbers.get(name) else { return Vec::new() };
        let stream = &self.streams[*number];
        let hash = xxh3_64(key.as_bytes());
        let versions = stream.keys.iter().rev().filter(|(held, _)| *held == hash);
        versions.filter_map(|(_, version)| stream.places.from(*version).next()).collect()
    }

    /// The streams in order of name, those behind `after`.
    pub(super) fn streams(&self, after: Option<&StreamName>, limit: usize) -> Vec<StreamSummary> {
        let mut ordered = self.ordered.lock().unwrap_or_else(PoisonError::into_inner);
        if ordered.len() < self.streams.len() {
            let known = ordered.len();
            ordered.extend(known..self.streams.len());
            // The sort sees that the front is in order already.
            ordered.sort_by(|one, other| self.streams[*one].name.cmp(&self.streams[*other].name));
        }
        let start = after.map_or(0, |after| ordered.partition_point(|number| self.streams[*number].name <= *after));
        ordered[start..].iter().take(limit).map(|number| self.streams[*number].summary()).collect()
    }
}

impl IndexedStream {
    fn new(name: StreamName) -> Self {
        Self { name, version: 0, position: 0, places: Places::default(), keys: VecDeque::new() }
    }

    fn summary(&self) -> StreamSummary {
        StreamSummary { stream: self.name.clone(), version: self.version, position: self.position }
    }
}
