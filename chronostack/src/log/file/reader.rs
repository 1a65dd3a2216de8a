//! Reading records. Every frame's checksum is verified on each read.

use std::sync::{Arc, PoisonError};

use crate::{
    id::{LogId, StreamName},
    log::{
        error::ReadError,
        file::{
            body::Body,
            decode::RecordDecoder,
            dictionary::numbered,
            fault::Fault,
            frames::{Frame, FrameFault, FrameReader},
            places::Commit,
            segment::{SEGMENT_HEADER_BYTES, Segment},
            shared::Shared,
            wire::Malformed,
        },
        page::PageBuilder,
        record::Record,
        store::{Page, ReadLimit},
    },
};

/// Bytes that a read of the whole log asks the disk for at once.
const READ_PIECE_BYTES: usize = 256 << 10;
/// Bytes that a read of one stream asks the disk for at once: its frames stand apart.
const STREAM_PIECE_BYTES: usize = 4 << 10;
/// Commits of a stream that are looked up at once.
const COMMITS_AT_ONCE: usize = 1_024;

/// The records from position `from` on.
pub(super) fn read(shared: &Shared, from: u64, limit: ReadLimit) -> Result<Page, ReadError> {
    let mut page = PageBuilder::new(limit);
    // What is appended from here on is left to the next read.
    let (checkpoint, mut number, log_end) = {
        let index = shared.open_index()?;
        let checkpoint = index.checkpoint(from).filter(|_| from <= index.head);
        (checkpoint, checkpoint.map_or(0, |(_, place)| index.segment_at(place)), index.end)
    };
    let Some((mut position, place)) = checkpoint else { return Ok(page.finish(false)) };
    let mut place = Some(place);
    while let Some((segment, end)) = shared.segment(number) {
        let end = end.min(log_end);
        let start = place.take().unwrap_or(segment.start + SEGMENT_HEADER_BYTES as u64);
        let mut frames = open_frames(shared, &segment, start, end, READ_PIECE_BYTES)?;
        while let Some(frame) = frames.next().map_err(|fault| unread(&segment, position, fault))? {
            let filled = fill(&mut page, shared.log, &segment, &frame, Wanted::FromPosition(from));
            let filled = filled.map_err(|malformed| undecodable(&segment, &frame, position, malformed))?;
            if filled.full {
                return Ok(page.finish(true));
            }
            position = filled.next;
        }
        if end == log_end {
            break;
        }
        number += 1;
    }
    Ok(page.finish(false))
}

/// The records of `stream` from version `from` on.
pub(super) fn read_stream(
    shared: &Shared,
    stream: &StreamName,
    from: u64,
    limit: ReadLimit,
) -> Result<Page, ReadError> {
    let mut page = PageBuilder::new(limit);
    let mut frames = StreamFrames::new(shared);
    let mut from = from.max(1);
    loop {
        let commits = shared.open_index()?.commits(stream, from, COMMITS_AT_ONCE);
        for commit in &commits {
            let filled = frames.fill(&mut page, stream, Commit { version: from, ..*commit })?;
            if filled.full {
                return Ok(page.finish(true));
            }
            from = filled.next;
        }
        if commits.len() < COMMITS_AT_ONCE {
            return Ok(page.finish(false));
        }
    }
}

/// The records that the latest commit with `key` added to `stream`.
pub(super) fn find_commit(shared: &Shared, stream: &StreamName, key: &str) -> Result<Option<Vec<Record>>, ReadError> {
    let mut frames = StreamFrames::new(shared);
    let commits = shared.open_index()?.keyed(stream, key);
    for commit in commits {
        let mut page = PageBuilder::new(ReadLimit { records: usize::MAX, payload_bytes: usize::MAX });
        frames.fill(&mut page, stream, commit)?;
        let records = page.finish(false).records;
        if records.first().is_some_and(|record| record.meta.idempotency_key.as_deref() == Some(key)) {
            return Ok(Some(records));
        }
    }
    Ok(None)
}

/// Reads the frames of one stream's commits, which stand apart.
struct StreamFrames<'a> {
    shared: &'a Shared,
    open: Option<(Arc<Segment>, FrameReader)>,
}

impl<'a> StreamFrames<'a> {
    fn new(shared: &'a Shared) -> Self {
        Self { shared, open: None }
    }

    /// Fills `page` with what the commit's frame holds of `stream` from the commit's version on.
    fn fill(&mut self, page: &mut PageBuilder, stream: &StreamName, commit: Commit) -> Result<Filled, ReadError> {
        let shared = self.shared;
        let (segment, mut frames) = match self.open.take() {
            Some((segment, frames)) if frames.covers(commit.place - segment.start) => (segment, frames),
            _ => {
                let number = shared.index().segment_at(commit.place);
                let (segment, end) = shared.segment(number).ok_or(ReadError::Closed)?;
                let frames = open_frames(shared, &segment, commit.place, end, STREAM_PIECE_BYTES)?;
                (segment, frames)
            }
        };
        frames.seek(commit.place - segment.start);
        let lost = |fault| unread(&segment, position_at(shared, commit.place), fault);
        let filled = match frames.next().map_err(lost)? {
            Some(frame) => {
                let wanted = Wanted::FromVersion(stream, commit.version);
                fill(page, shared.log, &segment, &frame, wanted)
                    .map_err(|malformed| undecodable(&segment, &frame, position_at(shared, commit.place), malformed))?
            }
            None => return Err(ReadError::Closed),
        };
        self.open = Some((segment, frames));
        Ok(filled)
    }
}

/// Which events of a frame are wanted.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    FromPosition(u64),
    FromVersion(&'a StreamName, u64),
}

/// How far a frame filled a page.
struct Filled {
    /// The page took no more, and more stood there.
    full: bool,
    /// What would be wanted next: the position or the version behind the frame.
    next: u64,
}

/// Fills `page` with what is wanted of a frame.
fn fill(
    page: &mut PageBuilder,
    log: LogId,
    segment: &Segment,
    frame: &Frame<'_>,
    wanted: Wanted<'_>,
) -> Result<Filled, Malformed> {
    let dictionary = segment.dictionary.read().unwrap_or_else(PoisonError::into_inner);
    let mut body = Body::parse(frame.body, segment.header.first_position, segment.header.time)?;
    let mut next = 0;
    while let Some(section) = body.section()? {
        let first_wanted = match wanted {
            Wanted::FromPosition(position) => position,
            Wanted::FromVersion(stream, version) if numbered(&dictionary.streams, section.stream) == Some(stream) => {
                next = section.first_version + section.events;
                section.first_position + version.saturating_sub(section.first_version)
            }
            Wanted::FromVersion(..) => u64::MAX,
        };
        let decoder = RecordDecoder::new(log, &dictionary, section);
        while let Some(event) = body.event()? {
            if event.position >= first_wanted {
                if !page.admits(event.payload.len()) {
                    return Ok(Filled { full: true, next });
                }
                page.push(decoder.record(event)?);
            }
        }
    }
    if let Wanted::FromPosition(_) = wanted {
        next = body.position();
    }
    Ok(Filled { full: false, next })
}

/// Reads the frames of `segment` between two places.
fn open_frames(
    shared: &Shared,
    segment: &Segment,
    start: u64,
    end: u64,
    piece_bytes: usize,
) -> Result<FrameReader, ReadError> {
    let file = shared.file(segment)?;
    let (start, end) = (start - segment.start, end - segment.start);
    Ok(FrameReader::new(file, segment.sums.clone(), start, end, piece_bytes))
}

/// The position of the first event in the frame at `place`, found from the frames before it, for it cannot be read itself.
fn position_at(shared: &Shared, place: u64) -> u64 {
    let (number, checkpoint) = {
        let index = shared.index();
        (index.segment_at(place), index.checkpoint_at(place))
    };
    let (Some((segment, _)), Some((mut position, start))) = (shared.segment(number), checkpoint) else { return 1 };
    let Ok(mut frames) = open_frames(shared, &segment, start, place, READ_PIECE_BYTES) else { return position };
    let mut nothing = PageBuilder::new(ReadLimit::PAGE);
    while let Ok(Some(frame)) = frames.next() {
        match fill(&mut nothing, shared.log, &segment, &frame, Wanted::FromPosition(u64::MAX)) {
            Ok(filled) => position = filled.next,
            Err(_) => break,
        }
    }
    position
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
