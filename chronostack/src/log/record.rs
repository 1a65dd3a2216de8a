//! What a log keeps: untyped records, so that a tool can read any log.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    cause::{Cause, Causes},
    codec::Codec,
    event::EventType,
    fingerprint::StateFingerprint,
    id::{EventId, StreamName},
    meta::Meta,
    schema::TypeSchema,
    time::{LogicalTime, Timestamp},
};

/// An event type as a log knows it. A log stores each once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventKind {
    /// The name on the wire.
    pub name: String,
    /// The version.
    pub version: u32,
    /// How payloads of this kind are written.
    pub codec: Codec,
    /// The payload's shape. Two kinds of one name and version must not differ in it.
    pub schema: TypeSchema,
}

impl From<&EventType> for EventKind {
    fn from(ty: &EventType) -> Self {
        let (name, schema) = (ty.name.to_owned(), TypeSchema::clone((ty.schema)()));
        Self { name, version: ty.version, codec: ty.codec, schema }
    }
}

/// An event as a log keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Everything beside the payload.
    pub meta: Meta,
    /// The event's type. Records of one kind share it.
    pub kind: Arc<EventKind>,
    /// The event, encoded as the kind says.
    pub payload: Vec<u8>,
}

impl From<&Record> for Cause {
    fn from(record: &Record) -> Self {
        Self::from(&record.meta)
    }
}

impl From<&Record> for Causes {
    fn from(record: &Record) -> Self {
        Cause::from(record).into()
    }
}

/// An event to be appended: a [`Record`] before the log gave it its place.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRecord {
    /// Its type.
    pub kind: Arc<EventKind>,
    /// The event, encoded as the kind says.
    pub payload: Vec<u8>,
    /// The identity that it brings along (an import); `None` lets the log give it its own.
    pub id: Option<EventId>,
    /// The time to record; the log raises it to that of the event before, should it be earlier.
    pub recorded_at: Timestamp,
    /// The logical time to record; the log raises it to [`recorded_at`](Self::recorded_at) and to that of the event before,
    /// should it be earlier. It must be later than those of causes in other logs ([`LogicalTime::next`]); `None` where there
    /// are none, or theirs are not known.
    pub logical: Option<LogicalTime>,
    /// See [`Meta::occurred_at`].
    pub occurred_at: Option<Timestamp>,
    /// See [`Meta::correlation`]; `None` makes it the event's own id.
    pub correlation: Option<EventId>,
    /// See [`Meta::causes`].
    pub causes: Vec<EventId>,
    /// See [`Meta::actor`].
    pub actor: Option<Arc<str>>,
    /// See [`Meta::service`].
    pub service: Option<Arc<str>>,
    /// See [`Meta::lane`].
    pub lane: Option<Arc<str>>,
    /// See [`Meta::traceparent`].
    pub traceparent: Option<Arc<str>>,
    /// See [`Meta::transition`].
    pub transition: Option<Arc<str>>,
    /// See [`Meta::fingerprint`].
    pub fingerprint: Option<StateFingerprint>,
}

impl NewRecord {
    /// A record with only what every event has.
    pub fn new(kind: Arc<EventKind>, payload: Vec<u8>, recorded_at: Timestamp) -> Self {
        Self {
            kind,
            payload,
            id: None,
            recorded_at,
            logical: None,
            occurred_at: None,
            correlation: None,
            causes: Vec::new(),
            actor: None,
            service: None,
            lane: None,
            traceparent: None,
            transition: None,
            fingerprint: None,
        }
    }
}

/// A record of another log, to be imported: it keeps its id, and its times as far as the log's own have not come further. Its idempotency
/// key belongs to the [`StreamAppend`].
impl From<Record> for NewRecord {
    fn from(Record { meta, kind, payload }: Record) -> Self {
        Self {
            kind,
            payload,
            id: Some(meta.id),
            recorded_at: meta.recorded_at,
            logical: Some(meta.logical),
            occurred_at: meta.occurred_at,
            correlation: Some(meta.correlation),
            causes: meta.causes,
            actor: meta.actor,
            service: meta.service,
            lane: meta.lane,
            traceparent: meta.traceparent,
            transition: meta.transition,
            fingerprint: meta.fingerprint,
        }
    }
}

/// What one append writes: all of it or none, contiguous in position, in the order given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commit {
    /// The streams that it extends, each at most once.
    pub streams: Vec<StreamAppend>,
}

/// What a commit adds to one stream.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamAppend {
    /// The stream.
    pub stream: StreamName,
    /// The version that the stream must have, else nothing is appended; `None` takes any.
    pub expected: Option<u64>,
    /// The idempotency key to remember for it.
    pub idempotency_key: Option<Arc<str>>,
    /// The events, at least one.
    pub records: Vec<NewRecord>,
}

impl From<StreamAppend> for Commit {
    fn from(stream: StreamAppend) -> Self {
        Self { streams: vec![stream] }
    }
}
