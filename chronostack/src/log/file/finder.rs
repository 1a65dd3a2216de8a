//! Finding things in a log: from memory where it knows, from the sidecars where these do.

use std::{io, sync::Arc};

use crate::{
    id::StreamName,
    limits::KEYS_REMEMBERED_MIN,
    log::{
        error::ReadError,
        file::{
            dictionary::Dictionary,
            fault::AtPath,
            index::{
                Asked, Checkpoint, Earlier, Frozen, Index, Lexicon, Part, Relations, SectionPlace, Sidecar, Unusable,
                encode, read_alone, run, stamp,
            },
            run::Run,
            segment::Segment,
            shared::Shared,
            stretch::Stretch,
        },
        record::EventKind,
    },
};

/// What was found of a stream in sidecars by one who reads it from the front to the end.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The last segment first.
    parts: Vec<FoundPart>,
}

#[derive(Debug)]
struct FoundPart {
    segment: u32,
    part: Part,
    /// The version that what stands in segments behind starts with.
    below: u64,
}

impl Shared {
    /// The sections of a stream from the one that holds `version` on, at most `limit`. What was `found` for versions before is used again.
    pub(super) fn sections(
        &self,
        stream: &StreamName,
        version: u64,
        limit: usize,
        found: &mut Found,
    ) -> Result<Vec<SectionPlace>, ReadError> {
        let Some(trail) = self.open_index()?.trail(stream, version, limit) else { return Ok(Vec::new()) };
        let Some(earlier) = trail.earlier.filter(|earlier| version < earlier.version) else { return Ok(trail.held) };
        self.find_parts(trail.ordinal, earlier, version, found)?;
        let mut places = Vec::new();
        for FoundPart { segment, part, below } in found.parts.iter().rev() {
            let mut spots = self.ask(*segment, |sidecar| sidecar.spots(part, version, limit - places.len()))?;
            spots.retain(|spot| spot.version < *below);
            places.extend(self.index().places(*segment, part.number, &spots));
            if places.len() >= limit {
                break;
            }
        }
        places.extend(trail.held);
        places.truncate(limit);
        Ok(places)
    }

    /// Finds the parts of a stream in segments that stand `earlier`, from the one that holds `version` on.
    fn find_parts(&self, ordinal: u32, mut earlier: Earlier, version: u64, found: &mut Found) -> Result<(), ReadError> {
        while found.parts.pop_if(|part| part.below <= version).is_some() {}
        // What is found already reaches from there to here, where it reaches as far back as this.
        let known = found.parts.last().filter(|last| last.part.first_version <= version);
        let known = known.and_then(|_| found.parts.first()).map(|first| first.below);
        if known.is_none() {
            found.parts.clear();
        }
        let mut parts = Vec::new();
        while earlier.version > known.unwrap_or(version.max(1)) {
            let (segment, part) = self.part_before(ordinal, earlier)?;
            parts.push(FoundPart { segment, part, below: earlier.version });
            earlier = before(segment, &part);
        }
        parts.append(&mut found.parts);
        found.parts = parts;
        Ok(())
    }

    /// The last of a stream's parts that stand `earlier`, and the number of its segment.
    fn part_before(&self, ordinal: u32, earlier: Earlier) -> Result<(u32, Part), ReadError> {
        for number in (0..earlier.segments).rev() {
            let part = self.ask(number, |sidecar| sidecar.part(ordinal))?;
            if let Some(part) = part.filter(|part| part.first_version < earlier.version) {
                return Ok((number, part));
            }
        }
        let reason = format!("no segment holds what stands before version {} of a stream", earlier.version);
        Err(self.unusable(Unusable(reason)))
    }

    /// What `look` finds in the sections of a stream whose commits may have `key`; these it is shown, the latest first, until it finds
    /// something.
    pub(super) fn find_keyed<T>(
        &self,
        stream: &StreamName,
        key: &str,
        mut look: impl FnMut(SectionPlace) -> Result<Option<T>, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        let Some(trail) = self.open_index()?.keyed(stream, key) else { return Ok(None) };
        let mut look_at = |places: Vec<SectionPlace>| places.into_iter().find_map(|place| look(place).transpose());
        if let Some(found) = look_at(trail.held) {
            return found.map(Some);
        }
        let mut sections = 0;
        let mut earlier = trail.earlier;
        while let Some(Earlier { version: 2.., .. }) = earlier
            && sections < KEYS_REMEMBERED_MIN
            && let Some(place) = earlier
        {
            let (number, part) = match self.part_before(trail.ordinal, place) {
                // The commit is not there, and that it was is remembered.
                Err(ReadError::Archived { .. }) if !self.is_archived_key(trail.ordinal, key) => {
                    return Ok(None);
                }
                part => part?,
            };
            let spots = self.ask(number, |sidecar| sidecar.keyed(&part, key))?;
            // Taken out of the index before it is looked at, which asks the index again.
            let places = self.index().places(number, part.number, &spots);
            if let Some(found) = look_at(places) {
                return found.map(Some);
            }
            sections += part.sections as usize;
            earlier = Some(before(number, &part));
        }
        Ok(None)
    }

    /// The run that holds `place`, from memory where it is kept there.
    pub(super) fn run(&self, place: u64) -> Result<Arc<Run>, ReadError> {
        if let [Some(run)] = self.runs.held([Some(place)]) {
            return Ok(run);
        }
        let stretch = self.run_at(place)?;
        Ok(self.runs.load(&stretch, || self.file(&stretch.segment))?)
    }

    /// Where the run stands that holds `place`.
    fn run_at(&self, place: u64) -> Result<Stretch, ReadError> {
        let asked = self.open_index()?.run_at(place).ok_or(ReadError::Closed)?;
        if self.first_kept() > 0 {
            let number = self.open_index()?.segment_at(place).ok_or(ReadError::Closed)?;
            self.check_kept(self.segment(number)?.as_ref())?;
        }
        self.stretch(asked, |segment, known| segment.start + u64::from(known.offset) > place)
    }

    /// What was asked for, or else the run before the first checkpoint that is `behind` it.
    fn stretch(
        &self,
        asked: Asked<Stretch>,
        behind: impl Fn(&Segment, &Checkpoint) -> bool,
    ) -> Result<Stretch, ReadError> {
        let number = match asked {
            Asked::Held(stretch) => return Ok(stretch),
            Asked::Sidecar(number) => number,
        };
        let segment = self.segment(number)?;
        let (from, end) = self.ask(number, |sidecar| {
            let found = run(sidecar.checkpoints()?, |checkpoint| behind(&segment, checkpoint));
            let (from, end) = found.ok_or_else(|| Unusable("no run is there".to_owned()))?;
            Ok((from, end.or(Some(sidecar.front.end))))
        })?;
        self.index().stretch(number, from, end).ok_or(ReadError::Closed)
    }

    /// All frames from the run that holds `position` to the end of the log; nothing when the log ends before `position`.
    pub(super) fn from(&self, position: u64) -> Result<Vec<Stretch>, ReadError> {
        let position = position.max(1);
        self.check_position(position)?;
        // What is appended from here on is left out.
        let (asked, mut stretches) = {
            let index = self.open_index()?;
            let Some((number, asked)) = index.run_of(position) else { return Ok(Vec::new()) };
            let segments = u32::try_from(index.segments.len()).unwrap_or(u32::MAX);
            let stretches: Vec<Stretch> = (number..segments).filter_map(|number| index.whole(number)).collect();
            (asked, stretches)
        };
        let run =
            self.stretch(asked, |segment, known| segment.header.first_position + u64::from(known.position) > position)?;
        if let Some(first) = stretches.first_mut() {
            (first.start, first.position) = (run.start, run.position);
        }
        Ok(stretches)
    }

    /// What the frames of a segment name by number, but for the streams.
    pub(super) fn words(&self, segment: &Segment) -> Result<Arc<Dictionary>, ReadError> {
        let (number, held) = {
            let index = self.open_index()?;
            let number = index.segment_at(segment.start).ok_or(ReadError::Closed)?;
            (number, index.recent(number).map(|recent| Arc::clone(&recent.words)))
        };
        if let Some(words) = held {
            return Ok(words);
        }
        let shared = |kind: Arc<EventKind>| self.index().kinds.shared(kind);
        self.ask(number, |sidecar| sidecar.words(shared).map(Arc::clone))
    }

    /// What the frames of a segment name by number, as far as that is known now.
    pub(super) fn lexicon(&self, segment: &Segment) -> Result<Lexicon, ReadError> {
        let words = self.words(segment)?;
        let (number, ordinals, named) = {
            let index = self.open_index()?;
            let number = index.segment_at(segment.start).ok_or(ReadError::Closed)?;
            (number, index.recent(number).map(|recent| recent.ordinals.clone()), index.streams.named().clone())
        };
        let ordinals = match ordinals {
            Some(ordinals) => ordinals,
            None => self.ask(number, |sidecar| sidecar.ordinals().cloned())?,
        };
        Ok(Lexicon { words, ordinals, named })
    }

    /// What the sidecar of a segment answers. One that cannot is made anew, and asked once more.
    fn ask<T>(&self, number: u32, question: impl Fn(&Sidecar) -> Result<T, Unusable>) -> Result<T, ReadError> {
        let unusable = match question(self.sidecar(number)?.as_ref()) {
            Ok(answer) => return Ok(answer),
            Err(unusable) => unusable,
        };
        self.mistrust(self.segment(number)?.start, &unusable)?;
        question(self.sidecar(number)?.as_ref()).map_err(|unusable| self.unusable(unusable))
    }

    /// Takes the sidecar for lost that did not say what stands at `place`.
    pub(super) fn mistrust(&self, place: u64, Unusable(reason): &Unusable) -> Result<(), ReadError> {
        let number = self.open_index()?.segment_at(place).ok_or(ReadError::Closed)?;
        let segment = self.segment(number)?;
        tracing::warn!(path = %segment.path.display(), reason, "what the index says of a segment is wrong, and made anew");
        self.sidecars.mistrust(&segment);
        Ok(())
    }

    /// The sidecar of a segment; where there is none that fits, it is made.
    fn sidecar(&self, number: u32) -> Result<Arc<Sidecar>, ReadError> {
        let (segment, needed, end) = {
            let index = self.open_index()?;
            let end = index.end_of(number).ok_or(ReadError::Closed)?;
            (index.segment(number), index.recent(number).map_or(end, |recent| recent.covered.into()), end)
        };
        let segment = segment.ok_or(ReadError::Closed)?;
        self.check_kept(&segment)?;
        let covers = |sidecar: &Arc<Sidecar>| u64::from(sidecar.front.end) >= needed;
        if let Some(sidecar) = self.sidecars.held(&segment).filter(covers) {
            return Ok(sidecar);
        }
        let _one_at_a_time = self.sidecars.making();
        if let Some(sidecar) = self.sidecars.held(&segment).filter(covers) {
            return Ok(sidecar);
        }
        let file = self.file(&segment)?;
        let size = file.size().at(&segment.path)?;
        if let Some(sidecar) = self.sidecars.open(&segment, file.as_ref(), size).ok().filter(covers) {
            return Ok(sidecar);
        }
        let alone = read_alone(&segment, number, Arc::clone(&file), end)?;
        let stamp = stamp(file.as_ref(), alone.recent.last_frame).at(&segment.path)?;
        let by_name = ByName::new(&alone, &self.index());
        let bytes = encode(&alone, &by_name, stamp);
        let made = bytes.and_then(|bytes| self.sidecars.put(&segment, &bytes));
        made.map_err(|unusable| self.unusable(unusable))
    }

    fn segment(&self, number: u32) -> Result<Arc<Segment>, ReadError> {
        self.open_index()?.segment(number).ok_or(ReadError::Closed)
    }

    fn unusable(&self, Unusable(reason): Unusable) -> ReadError {
        let source = io::Error::new(io::ErrorKind::InvalidData, reason);
        ReadError::Io { path: self.folder.clone(), source: source.into() }
    }
}

/// Where the parts of a stream are that stand before one.
fn before(number: u32, part: &Part) -> Earlier {
    // Where nothing is said, it may be any.
    let segments = if part.earlier == 0 { number } else { part.earlier.min(number) };
    Earlier { segments, version: part.first_version }
}

/// How a segment that was read alone stands in its log: its streams are known by their names.
struct ByName {
    ordinals: Vec<Option<u32>>,
}

impl ByName {
    fn new(alone: &Frozen, Index { streams, .. }: &Index) -> Self {
        let ordinal = |name: &str| streams.find(name, streams.hash(name));
        Self { ordinals: (0..).take(alone.named.len()).map(|number| ordinal(alone.named.name(number))).collect() }
    }
}

impl Relations for ByName {
    fn ordinal(&self, number: u32) -> Option<u32> {
        *self.ordinals.get(number as usize)?
    }

    fn earlier(&self, _: u32) -> Option<u32> {
        None
    }
}
