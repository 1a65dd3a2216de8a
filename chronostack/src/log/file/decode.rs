//! Showing records as a frame's body holds them.

use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    id::{EventId, LogId},
    log::{
        file::{
            body::Section,
            dictionary::Dictionary,
            events::{Events, RawDetails, RawEvent, RawId, RawLabel},
            segment::Segment,
            wire::Malformed,
        },
        record_ref::{Details, Label, RecordRef, SectionRef, StreamNames, StreamNumber, Visit},
    },
};

/// What the numbers in a segment stand for: those of streams, and the others.
#[derive(Clone, Copy)]
pub(super) struct Meanings<'a> {
    pub(super) streams: &'a dyn StreamNames,
    pub(super) dictionary: &'a Dictionary,
}

/// Shows the events of `section`, the stream of which has a name, from position `from` on to `visit`; `events` are those that were
/// not read yet. Answers with whether no more of the stream is wanted.
// What it is given would else be stored in words and loaded at once in wider pieces, which stalls.
#[allow(clippy::inline_always, reason = "it was just read, by functions that are inlined for the same reason")]
#[inline(always)]
pub(super) fn visit_section(
    segment: &Segment,
    Meanings { streams, dictionary }: Meanings<'_>,
    section: &Section<'_>,
    events: &mut Events<'_>,
    from: u64,
    visit: &mut Visit<'_>,
) -> Result<ControlFlow<(), bool>, Malformed> {
    let log = segment.header.log;
    let number = u32::try_from(section.stream).map_err(|_| Malformed("a stream has no name"))?;
    let stream = StreamNumber { place: segment.header.first_position, number };
    let shared = SectionRef { log, names: streams, stream, key: section.key, passed: AtomicBool::new(false) };
    while let Some(event) = events.next()? {
        let RawEvent { position, recorded_at, kind, payload, .. } = event;
        if position < from {
            continue;
        }
        let kind = dictionary.kind(kind)?;
        let version = section.first_version + (position - section.first_position);
        let details = match event.details()? {
            None => None,
            Some(details) => Some(resolve(log, position, dictionary, details)?),
        };
        let place = (version, position, recorded_at);
        if visit(&RecordRef::of_parts(&shared, place, (kind, payload), details.as_ref())).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if shared.passed.load(Ordering::Relaxed) {
            events.skip()?;
            return Ok(ControlFlow::Continue(true));
        }
    }
    Ok(ControlFlow::Continue(false))
}

/// What `details` name by number.
#[inline(never)]
fn resolve<'a>(
    log: LogId,
    position: u64,
    dictionary: &'a Dictionary,
    details: RawDetails<'a>,
) -> Result<Details<'a>, Malformed> {
    let id_of = |id: RawId| {
        let log = id.log.map_or(Ok(log), |number| dictionary.log(number).copied())?;
        Ok(EventId { log, position: id.position })
    };
    let label_of = |label: Option<RawLabel<'a>>| {
        Ok(match label {
            None => None,
            Some(RawLabel::Text(text)) => Some(Label::Text(text)),
            Some(RawLabel::Numbered(number)) => Some(Label::Shared(dictionary.label(number)?)),
        })
    };
    let id = details.id.map_or(Ok(EventId { log, position }), id_of)?;
    let (correlation, causes) = match details.links {
        None => (id, Vec::new()),
        Some((correlation, causes)) => (id_of(correlation)?, causes.into_iter().map(id_of).collect::<Result<_, _>>()?),
    };
    Ok(Details {
        id,
        occurred_at: details.occurred_at,
        correlation,
        causes,
        actor: label_of(details.actor)?,
        service: label_of(details.service)?,
        transition: label_of(details.transition)?,
        lane: label_of(details.lane)?,
        traceparent: details.traceparent,
        logical: details.logical,
        fingerprint: details.fingerprint,
    })
}
