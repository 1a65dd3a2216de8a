//! Reading records. Every frame's checksum is verified when it is read from the disk.

use std::{array, ops::ControlFlow, sync::Arc};

use crate::{
    id::StreamName,
    log::{
        error::{OpenError, ReadError},
        file::{
            body::Body,
            decode::{Meanings, visit_section},
            dictionary::Dictionary,
            fault::Fault,
            finder::Found,
            frames::{Frame, FrameFault, FrameReader},
            index::{Lexicon, SectionPlace, Unusable},
            run::Run,
            segment::Segment,
            shared::Shared,
            wire::Malformed,
        },
        record::Record,
        record_ref::{RecordRef, StreamNames, Visit},
    },
    time::LogicalTime,
};

/// Sections of a stream that are looked up at once.
const SECTIONS_AT_ONCE: usize = 128;
/// A record is shown after so many positions also where all are passed over, for who looks at them may want to end.
const PASSED_IN_A_ROW_MAX: u64 = 1 << 10;
/// Sections whose runs are looked for at once.
const SECTIONS_AHEAD: usize = 16;

/// Shows the records from position `from` on to `visit`. What is appended from here on is left to the next scan.
pub(super) fn scan(shared: &Shared, from: u64, visit: &mut Visit<'_>) -> Result<(), ReadError> {
    for stretch in shared.from(from)? {
        let (segment, mut position) = (&stretch.segment, stretch.position);
        let (file, lexicon) = (shared.file(segment)?, shared.lexicon(segment)?);
        let mut frames = FrameReader::new(file, segment.sums.clone(), stretch.start, stretch.end);
        let mut passed = Passed { streams: vec![false; lexicon.ordinals.len()], since: position };
        while let Some(frame) = frames.next().map_err(|fault| unread(segment, position, fault))? {
            match visit_frame(&lexicon, segment, &frame, from, &mut passed, visit) {
                Ok(ControlFlow::Continue(next)) => position = next,
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(malformed) => return Err(undecodable(segment, &frame, position, malformed)),
            }
        }
    }
    Ok(())
}

/// The logical time of the last event; `None` in an empty log.
pub(super) fn logical_last(shared: &Shared) -> Result<Option<LogicalTime>, OpenError> {
    let mut last = None;
    let head = shared.index().head;
    let scanned = scan(shared, head, &mut |record| {
        last = Some(record.logical());
        ControlFlow::Continue(())
    });
    match scanned {
        // Only releases that knew no logical time archived the segment of the last event.
        Ok(()) | Err(ReadError::Archived { .. } | ReadError::Closed) => Ok(last),
        Err(ReadError::Io { path, source }) => Err(OpenError::Io { path, source }),
        Err(ReadError::Corrupt { path, offset, reason, .. }) => Err(OpenError::Corrupt { path, offset, reason }),
    }
}

/// The streams of a segment that nobody wants to see.
struct Passed {
    /// By number.
    streams: Vec<bool>,
    /// What was shown last, or might have been, stands there.
    since: u64,
}

/// Shows what a frame holds from position `from` on, but for the streams that are `passed` over. Answers with the position behind the frame.
fn visit_frame(
    lexicon: &Lexicon,
    segment: &Segment,
    frame: &Frame<'_>,
    from: u64,
    passed: &mut Passed,
    visit: &mut Visit<'_>,
) -> Result<ControlFlow<(), u64>, Malformed> {
    let mut body = Body::parse(frame.body, segment.header.first_position, segment.header.time)?;
    while let Some(section) = body.section()? {
        let stream = usize::try_from(section.stream).ok().and_then(|number| passed.streams.get_mut(number));
        let stream = stream.ok_or(Malformed("a stream has no name"))?;
        if *stream && section.first_position < passed.since + PASSED_IN_A_ROW_MAX {
            body.events().skip()?;
            continue;
        }
        passed.since = section.first_position;
        let meanings = Meanings { streams: lexicon, dictionary: &lexicon.words };
        match visit_section(segment, meanings, &section, body.events(), from, visit)? {
            ControlFlow::Continue(no_more) => *stream = no_more,
            ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
        }
    }
    Ok(ControlFlow::Continue(body.position()))
}

/// Shows the records of `stream` from version `from` on to `visit`.
pub(super) fn scan_stream(
    shared: &Shared,
    stream: &StreamName,
    from: u64,
    visit: &mut Visit<'_>,
) -> Result<(), ReadError> {
    let mut from = from.max(1);
    let mut words = Words::new(shared);
    let (mut misled, mut found) = (false, Found::default());
    'lookup: loop {
        let sections = shared.sections(stream, from, SECTIONS_AT_ONCE, &mut found)?;
        // Many want but the first.
        let (first, others) = sections.split_at(1.min(sections.len()));
        for ahead in [first].into_iter().chain(others.chunks(SECTIONS_AHEAD)) {
            let places: [_; SECTIONS_AHEAD] = array::from_fn(|number| Some(ahead.get(number)?.place));
            for (section, run) in ahead.iter().zip(shared.runs.held(places)) {
                let run = run.map_or_else(|| shared.run(section.place), Ok)?;
                match visit_place(&run, &mut words, stream, *section, from, visit)? {
                    Shown::Before(next) => (from, misled) = (next, false),
                    Shown::Enough => return Ok(()),
                    Shown::Another => {
                        words.mistrust(*section, &mut misled)?;
                        found = Found::default();
                        continue 'lookup;
                    }
                }
            }
        }
        if sections.len() < SECTIONS_AT_ONCE {
            return Ok(());
        }
    }
}

/// The words of the segment that was read last.
struct Words<'a> {
    shared: &'a Shared,
    held: Option<(u64, Arc<Dictionary>)>,
}

impl<'a> Words<'a> {
    fn new(shared: &'a Shared) -> Self {
        Self { shared, held: None }
    }

    fn of(&mut self, segment: &Segment) -> Result<&Dictionary, ReadError> {
        let first_position = segment.header.first_position;
        let held = match self.held.take().filter(|(held, _)| *held == first_position) {
            Some(held) => held,
            None => (first_position, self.shared.words(segment)?),
        };
        Ok(&self.held.insert(held).1)
    }

    /// Lets the part of the index be made anew that took something else for `section`; an error when it was just made.
    fn mistrust(&self, section: SectionPlace, misled: &mut bool) -> Result<(), ReadError> {
        let malformed = Malformed("the index takes it for another");
        if std::mem::replace(misled, true) {
            return Err(self.shared.run(section.place)?.misread(section.place, malformed));
        }
        self.shared.mistrust(section.place, &Unusable::from(malformed))
    }
}

/// The name of the one stream that is read.
#[derive(Debug)]
struct OneName<'a>(&'a StreamName);

impl StreamNames for OneName<'_> {
    fn stream_name(&self, _: u32) -> &str {
        self.0.as_str()
    }
}

/// What came of showing a section.
enum Shown {
    /// All before this version was shown.
    Before(u64),
    /// No more is wanted.
    Enough,
    /// Nothing: it is not what the index takes it for.
    Another,
}

/// Shows what a section, which is in `run`, holds of `stream` from version `from` on.
fn visit_place(
    run: &Run,
    words: &mut Words<'_>,
    stream: &StreamName,
    SectionPlace { place, version, number }: SectionPlace,
    from: u64,
    visit: &mut Visit<'_>,
) -> Result<Shown, ReadError> {
    let (section, mut events) = run.section(place)?;
    if section.stream != u64::from(number) || section.first_version != version {
        return Ok(Shown::Another);
    }
    let (segment, dictionary) = (run.segment(), words.of(run.segment())?);
    let meanings = Meanings { streams: &OneName(stream), dictionary };
    let first_wanted = section.first_position + from.saturating_sub(version);
    let shown = visit_section(segment, meanings, &section, &mut events, first_wanted, visit);
    Ok(match shown.map_err(|malformed| run.misread(place, malformed))? {
        ControlFlow::Continue(false) => Shown::Before(section.first_version + section.events),
        ControlFlow::Continue(true) | ControlFlow::Break(()) => Shown::Enough,
    })
}

/// The records that the latest commit with `key` added to `stream`.
pub(super) fn find_commit(
    shared: &Shared,
    stream: &StreamName,
    key: &Arc<str>,
) -> Result<Option<Vec<Record>>, ReadError> {
    let mut words = Words::new(shared);
    let mut misled = false;
    loop {
        let mut another = None;
        let found = shared.find_keyed(stream, key, |section| {
            let mut records = Vec::new();
            let mut keep = |record: &RecordRef<'_>| {
                records.push(record.to_record());
                ControlFlow::Continue(())
            };
            let run = shared.run(section.place)?;
            if let Shown::Another = visit_place(&run, &mut words, stream, section, section.version, &mut keep)? {
                another = Some(section);
                return Ok(Some(Vec::new()));
            }
            let has_key = |record: &Record| record.meta.idempotency_key.as_ref() == Some(key);
            Ok(records.first().is_some_and(has_key).then_some(records))
        })?;
        match another {
            None => return Ok(found),
            Some(section) => words.mistrust(section, &mut misled)?,
        }
    }
}

fn unread(segment: &Segment, position: u64, fault: FrameFault) -> ReadError {
    let path = segment.path.clone();
    let fault = match fault {
        FrameFault::Io(source) => Fault::Io { path, source },
        FrameFault::Bad { offset, reason } => Fault::Corrupt { path, offset, position, reason: reason.to_owned() },
    };
    fault.into()
}

fn undecodable(segment: &Segment, frame: &Frame<'_>, position: u64, Malformed(reason): Malformed) -> ReadError {
    let reason = format!("the frame's checksums hold, and {reason}");
    ReadError::Corrupt { path: segment.path.clone(), offset: frame.offset, position, reason }
}
