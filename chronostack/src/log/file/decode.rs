//! Making records of what a frame's body says.

use std::sync::Arc;

use crate::{
    id::{EventId, LogId},
    log::{
        file::{
            body::{RawEvent, RawId, RawLabel, Section},
            dictionary::Dictionary,
            wire::Malformed,
        },
        record::Record,
    },
    meta::Meta,
};

/// Makes records of one section's events.
#[derive(Debug)]
pub(super) struct RecordDecoder<'a> {
    log: LogId,
    dictionary: &'a Dictionary,
    section: Section<'a>,
    key: Option<Arc<str>>,
}

impl<'a> RecordDecoder<'a> {
    pub(super) fn new(log: LogId, dictionary: &'a Dictionary, section: Section<'a>) -> Self {
        Self { log, dictionary, section, key: section.key.map(Arc::from) }
    }

    pub(super) fn record(&self, event: RawEvent<'_>) -> Result<Record, Malformed> {
        let dictionary = self.dictionary;
        let stream = dictionary.stream(self.section.stream)?;
        let kind = dictionary.kind(event.kind)?;
        let id = match event.id {
            None => EventId { log: self.log, position: event.position },
            Some(id) => self.id(id)?,
        };
        let (correlation, causes) = match event.links {
            None => (id, Vec::new()),
            Some((correlation, causes)) => {
                (self.id(correlation)?, causes.into_iter().map(|cause| self.id(cause)).collect::<Result<_, _>>()?)
            }
        };
        let meta = Meta {
            id,
            stream: stream.clone(),
            position: event.position,
            version: self.section.first_version + (event.position - self.section.first_position),
            recorded_at: event.recorded_at,
            occurred_at: event.occurred_at,
            correlation,
            causes,
            actor: self.label(event.actor)?,
            service: self.label(event.service)?,
            traceparent: event.traceparent.map(Arc::from),
            transition: self.label(event.transition)?,
            idempotency_key: self.key.clone(),
        };
        Ok(Record { meta, kind: Arc::clone(kind), payload: event.payload.to_vec() })
    }

    fn id(&self, id: RawId) -> Result<EventId, Malformed> {
        let log = match id.log {
            None => self.log,
            Some(number) => *self.dictionary.log(number)?,
        };
        Ok(EventId { log, position: id.position })
    }

    fn label(&self, label: Option<RawLabel<'_>>) -> Result<Option<Arc<str>>, Malformed> {
        Ok(match label {
            None => None,
            Some(RawLabel::Text(text)) => Some(text.into()),
            Some(RawLabel::Numbered(number)) => Some(Arc::clone(self.dictionary.label(number)?)),
        })
    }
}
