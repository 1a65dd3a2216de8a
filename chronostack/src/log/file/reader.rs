//! Reading records. Every frame's checksum is verified when it is read from the disk.

use std::{ops::ControlFlow, sync::Arc};

use crate::{
    id::StreamName,
    log::{
        error::ReadError,
        file::{
            body::Body,
            decode::visit_section,
            fault::Fault,
            frames::{Frame, FrameFault, FrameReader},
            places::SectionPlace,
            segment::Segment,
            shared::Shared,
            wire::Malformed,
        },
        record::Record,
        record_ref::{RecordRef, Visit},
    },
};

/// Sections of a stream that are looked up at once.
const SECTIONS_AT_ONCE: usize = 128;

/// Shows the records from position `from` on to `visit`. What is appended from here on is left to the next scan.
pub(super) fn scan(shared: &Shared, from: u64, visit: &mut Visit<'_>) -> Result<(), ReadError> {
    for stretch in shared.from(from)? {
        let (segment, mut position) = (&stretch.segment, stretch.position);
        let file = shared.file(segment)?;
        let mut frames = FrameReader::new(file, segment.sums.clone(), stretch.start, stretch.end);
        while let Some(frame) = frames.next().map_err(|fault| unread(segment, position, fault))? {
            match visit_frame(shared, segment, &frame, from, visit) {
                Ok(ControlFlow::Continue(next)) => position = next,
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(malformed) => return Err(undecodable(segment, &frame, position, malformed)),
            }
        }
    }
    Ok(())
}

/// Shows what a frame holds from position `from` on. Answers with the position behind the frame.
fn visit_frame(
    shared: &Shared,
    segment: &Segment,
    frame: &Frame<'_>,
    from: u64,
    visit: &mut Visit<'_>,
) -> Result<ControlFlow<(), u64>, Malformed> {
    let mut body = Body::parse(frame.body, segment.header.first_position, segment.header.time)?;
    while let Some(section) = body.section()? {
        if visit_section(shared.log, segment, &section, body.events(), from, visit)?.is_break() {
            return Ok(ControlFlow::Break(()));
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
    loop {
        let sections = shared.sections(stream, from, SECTIONS_AT_ONCE)?;
        for section in &sections {
            match visit_place(shared, stream, *section, from, visit)? {
                ControlFlow::Continue(next) => from = next,
                ControlFlow::Break(()) => return Ok(()),
            }
        }
        if sections.len() < SECTIONS_AT_ONCE {
            return Ok(());
        }
    }
}

/// Shows what a section holds of `stream` from version `from` on. Answers with the version behind the section.
fn visit_place(
    shared: &Shared,
    stream: &StreamName,
    SectionPlace { place, version }: SectionPlace,
    from: u64,
    visit: &mut Visit<'_>,
) -> Result<ControlFlow<(), u64>, ReadError> {
    let run = shared.run(place)?;
    let (section, mut events) = run.section(place)?;
    let mut shown = || {
        let segment = run.segment();
        if segment.dictionary.stream(section.stream)? != stream || section.first_version != version {
            return Err(Malformed("the index takes it for another"));
        }
        let first_wanted = section.first_position + from.saturating_sub(version);
        visit_section(shared.log, segment, &section, &mut events, first_wanted, visit)
    };
    match shown().map_err(|malformed| run.misread(place, malformed))? {
        ControlFlow::Continue(()) => Ok(ControlFlow::Continue(section.first_version + section.events)),
        ControlFlow::Break(()) => Ok(ControlFlow::Break(())),
    }
}

/// The records that the latest commit with `key` added to `stream`.
pub(super) fn find_commit(
    shared: &Shared,
    stream: &StreamName,
    key: &Arc<str>,
) -> Result<Option<Vec<Record>>, ReadError> {
    for section in shared.keyed(stream, key)? {
        let mut records = Vec::new();
        let mut keep = |record: &RecordRef<'_>| {
            records.push(record.to_record());
            ControlFlow::Continue(())
        };
        let _ = visit_place(shared, stream, section, section.version, &mut keep)?;
        if records.first().is_some_and(|record: &Record| record.meta.idempotency_key.as_ref() == Some(key)) {
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
