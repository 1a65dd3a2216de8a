//! What a log holds, in numbers.

use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc};

use chronostack::{
    log::{EventKind, Log, ReadError, RecordRef, StreamSummary},
    time::Timestamp,
};
use serde::Serialize;

use crate::{
    events::first_position,
    streams::{StreamQuery, streams},
};

/// What a log holds, in numbers: one pass over it.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// The log's identity.
    pub log: String,
    /// The first position that is held: those before it are archived.
    pub first: u64,
    /// The last position; 0 in an empty log.
    pub last: u64,
    /// When the first event that is held was recorded.
    pub recorded_first: Option<Timestamp>,
    /// When the last one was.
    pub recorded_last: Option<Timestamp>,
    /// Each kind of stream.
    pub stream_kinds: Vec<StreamKindStats>,
    /// Each version of each event type.
    pub event_types: Vec<KindStats>,
}

/// The streams of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StreamKindStats {
    /// What stands before the slash of their names.
    pub kind: String,
    /// How many there are.
    pub streams: u64,
    /// How many events they have, archived ones too.
    pub events: u64,
    /// The one with the most events.
    pub longest: String,
    /// How many that has.
    pub longest_events: u64,
}

/// The events of one version of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindStats {
    /// The type's name.
    pub event: String,
    /// The version.
    pub version: u32,
    /// How many are held.
    pub events: u64,
    /// Bytes of their payloads.
    pub payload_bytes: u64,
    /// Bytes of the largest payload.
    pub payload_bytes_max: u64,
    /// The position of the last one.
    pub last: u64,
}

impl Stats {
    /// Counts; `counted` is told how many events were, as often as that grows.
    pub async fn of(log: &dyn Log, counted: &mut (dyn FnMut(u64) + Send)) -> Result<Self, ReadError> {
        let mut stats = Self { log: log.id().to_string(), first: first_position(log).await?, ..Self::default() };
        let mut kinds: BTreeMap<(Arc<str>, u32), KindStats> = BTreeMap::new();
        // Records of one kind share it, and stand together as a rule.
        let mut run: Option<(Arc<EventKind>, KindStats)> = None;
        let mut events = 0;
        let mut look = |record: &RecordRef<'_>| {
            if !run.as_ref().is_some_and(|(kind, _)| Arc::ptr_eq(kind, record.kind)) {
                add(&mut kinds, run.take());
                run = Some((Arc::clone(record.kind), KindStats::new(record.kind)));
            }
            if let Some((_, run)) = &mut run {
                run.add(record);
            }
            stats.recorded_first.get_or_insert(record.recorded_at);
            stats.recorded_last = Some(record.recorded_at);
            stats.last = record.position;
            events += 1;
            counted(events);
            ControlFlow::Continue(())
        };
        log.scan(stats.first, &mut look).await?;
        add(&mut kinds, run);
        stats.event_types = kinds.into_values().collect();

        let mut of_kinds: BTreeMap<String, StreamKindStats> = BTreeMap::new();
        let mut add = |summary: &StreamSummary| {
            let kind = summary.stream.kind();
            if !of_kinds.contains_key(kind) {
                of_kinds
                    .insert(kind.to_owned(), StreamKindStats { kind: kind.to_owned(), ..StreamKindStats::default() });
            }
            if let Some(of_kind) = of_kinds.get_mut(kind) {
                of_kind.streams += 1;
                of_kind.events += summary.version;
                if summary.version > of_kind.longest_events {
                    (of_kind.longest, of_kind.longest_events) = (summary.stream.to_string(), summary.version);
                }
            }
            ControlFlow::Continue(())
        };
        streams(log, &StreamQuery::default(), &mut add).await?;
        stats.stream_kinds = of_kinds.into_values().collect();
        Ok(stats)
    }

    /// How many events are held.
    pub fn events(&self) -> u64 {
        self.event_types.iter().map(|kind| kind.events).sum()
    }

    /// How many streams there are.
    pub fn streams(&self) -> u64 {
        self.stream_kinds.iter().map(|kind| kind.streams).sum()
    }
}

impl KindStats {
    fn new(kind: &EventKind) -> Self {
        let event = kind.name.clone();
        Self { event, version: kind.version, events: 0, payload_bytes: 0, payload_bytes_max: 0, last: 0 }
    }

    fn add(&mut self, record: &RecordRef<'_>) {
        let bytes = record.payload.len() as u64;
        self.events += 1;
        self.payload_bytes += bytes;
        self.payload_bytes_max = self.payload_bytes_max.max(bytes);
        self.last = record.position;
    }
}

fn add(kinds: &mut BTreeMap<(Arc<str>, u32), KindStats>, run: Option<(Arc<EventKind>, KindStats)>) {
    let Some((kind, run)) = run else { return };
    let key = (Arc::from(kind.name.as_str()), kind.version);
    let of_kind = kinds.entry(key).or_insert_with(|| KindStats::new(&kind));
    of_kind.events += run.events;
    of_kind.payload_bytes += run.payload_bytes;
    of_kind.payload_bytes_max = of_kind.payload_bytes_max.max(run.payload_bytes_max);
    of_kind.last = run.last;
}
