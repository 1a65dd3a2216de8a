//! A record as it stands in a log, to look at without a copy of it.

use std::{
    fmt,
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    fingerprint::StateFingerprint,
    id::{EventId, LogId, StreamName},
    log::record::{EventKind, Record},
    meta::Meta,
    time::{LogicalTime, Timestamp},
};

/// What a scan shows records to; [`ControlFlow::Break`] ends the scan.
pub type Visit<'v> = dyn FnMut(&RecordRef<'_>) -> ControlFlow<()> + Send + 'v;

/// A record as it stands in a log. Nothing was copied or allocated to show it; [`meta`](Self::meta) and
/// [`to_record`](Self::to_record) do that for who keeps it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RecordRef<'a> {
    /// See [`Meta::version`].
    pub version: u64,
    /// See [`Meta::position`].
    pub position: u64,
    /// See [`Meta::recorded_at`].
    pub recorded_at: Timestamp,
    /// The event's type. Records of one kind share it.
    pub kind: &'a Arc<EventKind>,
    /// The event, encoded as the kind says.
    pub payload: &'a [u8],
    /// Tells its stream from others for less than the name costs, where the log has something for that.
    pub stream_number: Option<StreamNumber>,
    rest: Rest<'a>,
}

/// A stream's number among those that a log names in one place. In one scan all records with the same number are of one
/// stream; a stream may have several numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamNumber {
    /// The place. A scan comes to one behind the other, and does not come back.
    pub place: u64,
    /// The number there. They count from 0, so that a `Vec` can be indexed by them.
    pub number: u32,
}

/// Where the other parts of a record's meta are.
#[derive(Clone, Copy, Debug)]
enum Rest<'a> {
    Whole(&'a Meta),
    Parts { section: &'a SectionRef<'a>, details: Option<&'a Details<'a>> },
}

/// What records of one section share.
#[derive(Debug)]
pub(crate) struct SectionRef<'a> {
    pub(crate) log: LogId,
    /// Knows the stream's name, by the stream's number.
    pub(crate) names: &'a dyn StreamNames,
    pub(crate) stream: StreamNumber,
    pub(crate) key: Option<&'a str>,
    /// Whether no more of the stream is wanted.
    pub(crate) passed: AtomicBool,
}

/// Names of streams by their numbers.
pub(crate) trait StreamNames: fmt::Debug + Sync {
    /// The name; empty where there is none.
    fn stream_name(&self, number: u32) -> &str;
}

/// The parts of a record's meta that most records have the plain value of.
#[derive(Clone, Debug)]
pub(crate) struct Details<'a> {
    pub(crate) id: EventId,
    pub(crate) occurred_at: Option<Timestamp>,
    pub(crate) correlation: EventId,
    pub(crate) causes: Vec<EventId>,
    pub(crate) actor: Option<Label<'a>>,
    pub(crate) service: Option<Label<'a>>,
    pub(crate) transition: Option<Label<'a>>,
    pub(crate) lane: Option<Label<'a>>,
    pub(crate) traceparent: Option<&'a str>,
    pub(crate) logical: LogicalTime,
    pub(crate) fingerprint: Option<StateFingerprint>,
}

/// A text that may stand in a dictionary.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Label<'a> {
    Shared(&'a Arc<str>),
    Text(&'a str),
}

impl<'a> From<&'a Record> for RecordRef<'a> {
    fn from(record: &'a Record) -> Self {
        let Record { meta, kind, payload } = record;
        Self {
            version: meta.version,
            position: meta.position,
            recorded_at: meta.recorded_at,
            kind,
            payload,
            stream_number: None,
            rest: Rest::Whole(meta),
        }
    }
}

impl<'a> RecordRef<'a> {
    /// A record of `section`, whose meta is plain but for `details`.
    #[inline]
    pub(crate) fn of_parts(
        section: &'a SectionRef<'a>,
        (version, position, recorded_at): (u64, u64, Timestamp),
        (kind, payload): (&'a Arc<EventKind>, &'a [u8]),
        details: Option<&'a Details<'a>>,
    ) -> Self {
        let rest = Rest::Parts { section, details };
        Self { version, position, recorded_at, kind, payload, stream_number: Some(section.stream), rest }
    }

    /// Tells the log that nobody wants to see more of this record's stream in this scan. It may show more all the same.
    #[inline]
    pub(crate) fn pass_over(&self) {
        if let Rest::Parts { section, .. } = self.rest {
            section.passed.store(true, Ordering::Relaxed);
        }
    }

    /// See [`Meta::fingerprint`].
    pub fn fingerprint(&self) -> Option<StateFingerprint> {
        match self.rest {
            Rest::Whole(meta) => meta.fingerprint,
            Rest::Parts { details, .. } => details?.fingerprint,
        }
    }

    /// See [`Meta::id`].
    pub fn id(&self) -> EventId {
        match self.rest {
            Rest::Whole(meta) => meta.id,
            Rest::Parts { section, details } => {
                details.map_or(EventId { log: section.log, position: self.position }, |details| details.id)
            }
        }
    }

    /// See [`Meta::logical`].
    pub fn logical(&self) -> LogicalTime {
        match self.rest {
            Rest::Whole(meta) => meta.logical,
            Rest::Parts { details, .. } => details.map_or(LogicalTime(self.recorded_at), |details| details.logical),
        }
    }

    /// See [`Meta::correlation`].
    pub fn correlation(&self) -> EventId {
        match self.rest {
            Rest::Whole(meta) => meta.correlation,
            Rest::Parts { details, .. } => details.map_or_else(|| self.id(), |details| details.correlation),
        }
    }

    /// See [`Meta::causes`].
    pub fn causes(&self) -> &'a [EventId] {
        match self.rest {
            Rest::Whole(meta) => &meta.causes,
            Rest::Parts { details, .. } => details.map_or(&[], |details| &details.causes),
        }
    }

    /// See [`Meta::actor`].
    pub fn actor(&self) -> Option<&'a str> {
        self.label(|meta| meta.actor.as_ref(), |details| details.actor)
    }

    /// See [`Meta::service`].
    pub fn service(&self) -> Option<&'a str> {
        self.label(|meta| meta.service.as_ref(), |details| details.service)
    }

    /// The name of its stream.
    pub fn stream(&self) -> &'a str {
        match self.rest {
            Rest::Whole(meta) => meta.stream.as_str(),
            Rest::Parts { section, .. } => section.names.stream_name(section.stream.number),
        }
    }

    fn label(
        &self,
        whole: impl FnOnce(&'a Meta) -> Option<&'a Arc<str>>,
        part: impl FnOnce(&'a Details<'a>) -> Option<Label<'a>>,
    ) -> Option<&'a str> {
        match self.rest {
            Rest::Whole(meta) => whole(meta).map(|label| &**label),
            Rest::Parts { details, .. } => part(details?).map(|label| match label {
                Label::Shared(label) => &**label,
                Label::Text(label) => label,
            }),
        }
    }

    /// Everything beside the payload, for a record of `stream`, which is its stream.
    pub(crate) fn meta_in(&self, stream: StreamName) -> Meta {
        let id = EventId { log: LogId(0), position: self.position };
        let mut meta = Meta::new(id, stream, self.version, self.recorded_at);
        self.fill(&mut meta);
        meta
    }

    /// Everything beside the payload, in the place of what `meta` was. It costs little where that was the meta of the record
    /// before.
    pub fn meta_into(&self, meta: &mut Meta) {
        if meta.stream.as_str() != self.stream() {
            meta.stream = self.stream_name();
        }
        self.fill(meta);
    }

    /// Everything beside the payload.
    pub fn meta(&self) -> Meta {
        self.meta_in(self.stream_name())
    }

    /// The record, to keep.
    pub fn to_record(&self) -> Record {
        Record { meta: self.meta(), kind: Arc::clone(self.kind), payload: self.payload.to_vec() }
    }

    /// The name of its stream, to keep.
    pub fn stream_name(&self) -> StreamName {
        match self.rest {
            Rest::Whole(meta) => meta.stream.clone(),
            Rest::Parts { .. } => StreamName::of_a_log(self.stream()),
        }
    }

    /// All of `meta` but its stream.
    fn fill(&self, meta: &mut Meta) {
        let (section, details) = match self.rest {
            Rest::Whole(whole) => return meta.clone_from(whole),
            Rest::Parts { section, details } => (section, details),
        };
        let (own, key) = (EventId { log: section.log, position: self.position }, section.key);
        (meta.position, meta.version, meta.recorded_at) = (self.position, self.version, self.recorded_at);
        if meta.idempotency_key.as_deref() != key {
            meta.idempotency_key = key.map(Arc::from);
        }
        meta.causes.clear();
        meta.logical = self.logical();
        let Some(details) = details else {
            (meta.id, meta.correlation, meta.occurred_at) = (own, own, None);
            (meta.actor, meta.service, meta.transition, meta.traceparent) = (None, None, None, None);
            (meta.lane, meta.fingerprint) = (None, None);
            return;
        };
        (meta.id, meta.correlation, meta.occurred_at) = (details.id, details.correlation, details.occurred_at);
        meta.causes.extend_from_slice(&details.causes);
        put_label(&mut meta.actor, details.actor);
        put_label(&mut meta.service, details.service);
        put_label(&mut meta.transition, details.transition);
        put_label(&mut meta.lane, details.lane);
        put_label(&mut meta.traceparent, details.traceparent.map(Label::Text));
        meta.fingerprint = details.fingerprint;
    }
}

/// Puts `label` in the place of what was there, which is left alone where it is the same.
fn put_label(slot: &mut Option<Arc<str>>, label: Option<Label<'_>>) {
    match (&slot, label) {
        (Some(held), Some(Label::Shared(label))) if Arc::ptr_eq(held, label) => {}
        (Some(held), Some(Label::Text(label))) if **held == *label => {}
        _ => {
            *slot = label.map(|label| match label {
                Label::Shared(label) => Arc::clone(label),
                Label::Text(label) => label.into(),
            });
        }
    }
}
