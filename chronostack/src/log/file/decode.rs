//! Showing records as a frame's body holds them.

use std::ops::ControlFlow;

use crate::{
    id::{EventId, LogId},
    log::{
        file::{
            body::{Body, RawDetails, RawEvent, RawId, RawLabel, Section},
            dictionary::Dictionary,
            segment::Segment,
            wire::Malformed,
        },
        record_ref::{Details, Label, RecordPlace, RecordRef, StreamNumber, Visit},
    },
};

/// Shows the events of `section` from position `from` on to `visit`. They are what comes next in `body`.
pub(super) fn visit_section(
    log: LogId,
    segment: &Segment,
    section: &Section<'_>,
    body: &mut Body<'_>,
    from: u64,
    visit: &mut Visit<'_>,
) -> Result<ControlFlow<()>, Malformed> {
    let dictionary = &segment.dictionary;
    let stream = dictionary.stream(section.stream)?.as_str();
    let number = u32::try_from(section.stream).map_err(|_| Malformed("a stream's number is too large"))?;
    let number = StreamNumber { place: segment.header.first_position, number };
    while let Some(event) = body.event()? {
        let RawEvent { position, recorded_at, kind, details, payload } = event;
        if position < from {
            continue;
        }
        let kind = dictionary.kind(kind)?;
        let version = section.first_version + (position - section.first_position);
        let place = RecordPlace { version, position, recorded_at };
        let details = match details {
            None => None,
            Some(details) => Some(resolve(log, position, dictionary, details)?),
        };
        let record = RecordRef::of_parts(log, (stream, number), place, (kind, payload), details.as_ref(), section.key);
        if visit(record).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// What `details` name by number.
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
        traceparent: details.traceparent,
    })
}
