//! Reading records. Every frame's checksum is verified when it is read.

use crate::{
    id::{LogId, StreamName},
    log::{
        error::ReadError,
        file::{
            body::Body,
            decode::RecordDecoder,
            fault::Fault,
            frames::{Frame, FrameFault, FrameReader},
            places::SectionPlace,
            run::Run,
            segment::Segment,
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
/// Sections of a stream that are looked up at once.
const SECTIONS_AT_ONCE: usize = 1_024;

/// The records from position `from` on.
pub(super) fn read(shared: &Shared, from: u64, limit: ReadLimit) -> Result<Page, ReadError> {
    let mut page = PageBuilder::new(limit);
    // What is appended from here on is left to the next read.
    for stretch in shared.from(from)? {
        let (segment, mut position) = (&stretch.segment, stretch.position);
        let file = shared.file(segment)?;
        let mut frames = FrameReader::new(file, segment.sums.clone(), stretch.start, stretch.end, READ_PIECE_BYTES);
        while let Some(frame) = frames.next().map_err(|fault| unread(segment, position, fault))? {
            let filled = fill(&mut page, shared.log, segment, &frame, from);
            match filled.map_err(|malformed| undecodable(segment, &frame, position, malformed))? {
                None => return Ok(page.finish(true)),
                Some(next) => position = next,
            }
        }
    }
    Ok(page.finish(false))
}

/// Fills `page` with what a frame holds from position `from` on. Answers with the position behind, or `None` when the page took no
/// more.
fn fill(
    page: &mut PageBuilder,
    log: LogId,
    segment: &Segment,
    frame: &Frame<'_>,
    from: u64,
) -> Result<Option<u64>, Malformed> {
    let mut body = Body::parse(frame.body, segment.header.first_position, segment.header.time)?;
    while let Some(section) = body.section()? {
        let decoder = RecordDecoder::new(log, &segment.dictionary, section);
        while let Some(event) = body.event()? {
            if event.position >= from {
                if !page.admits(event.payload.len()) {
                    return Ok(None);
                }
                page.push(decoder.record(event)?);
            }
        }
    }
    Ok(Some(body.position()))
}

/// The records of `stream` from version `from` on.
pub(super) fn read_stream(
    shared: &Shared,
    stream: &StreamName,
    from: u64,
    limit: ReadLimit,
) -> Result<Page, ReadError> {
    let mut page = PageBuilder::new(limit);
    let mut from = from.max(1);
    loop {
        let sections = shared.sections(stream, from, SECTIONS_AT_ONCE)?;
        for section in &sections {
            match fill_section(shared, &mut page, stream, *section, from)? {
                None => return Ok(page.finish(true)),
                Some(next) => from = next,
            }
        }
        if sections.len() < SECTIONS_AT_ONCE {
            return Ok(page.finish(false));
        }
    }
}

/// Fills `page` with what a section holds of `stream` from version `from` on. Answers with the version behind, or `None` when the
/// page took no more.
fn fill_section(
    shared: &Shared,
    page: &mut PageBuilder,
    stream: &StreamName,
    SectionPlace { place, version }: SectionPlace,
    from: u64,
) -> Result<Option<u64>, ReadError> {
    let run = shared.run_at(place)?;
    let run = Run::load(shared.file(&run.segment)?.as_ref(), &run)?;
    let (section, mut events) = run.section(place)?;
    let mut fill = || {
        let dictionary = &run.segment().dictionary;
        if dictionary.stream(section.stream)? != stream || section.first_version != version {
            return Err(Malformed("the index takes it for another"));
        }
        let decoder = RecordDecoder::new(shared.log, dictionary, section);
        let first_wanted = section.first_position + from.saturating_sub(version);
        while let Some(event) = events.event()? {
            if event.position >= first_wanted {
                if !page.admits(event.payload.len()) {
                    return Ok(None);
                }
                page.push(decoder.record(event)?);
            }
        }
        Ok(Some(section.first_version + section.events))
    };
    fill().map_err(|malformed| run.misread(place, malformed))
}

/// The records that the latest commit with `key` added to `stream`.
pub(super) fn find_commit(shared: &Shared, stream: &StreamName, key: &str) -> Result<Option<Vec<Record>>, ReadError> {
    for section in shared.keyed(stream, key)? {
        let mut page = PageBuilder::new(ReadLimit { records: usize::MAX, payload_bytes: usize::MAX });
        fill_section(shared, &mut page, stream, section, section.version)?;
        let records = page.finish(false).records;
        if records.first().is_some_and(|record| record.meta.idempotency_key.as_deref() == Some(key)) {
            return Ok(Some(records));
        }
    }
    Ok(None)
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
