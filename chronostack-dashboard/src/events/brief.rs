//! An event as lists show it.

use chronostack::{id::EventId, log::RecordRef};
use chronostack_query::Mask;
use serde::Serialize;

use crate::{
    events::payload::payload,
    shown::{Bounds, Shown},
};

/// An event as lists show it.
#[derive(Debug, Serialize)]
pub(crate) struct EventBrief {
    position: u64,
    id: String,
    stream: String,
    version: u64,
    #[serde(rename = "type")]
    event: String,
    schema_version: u32,
    at: i64,
    time: String,
    actor: Option<String>,
    service: Option<String>,
    lane: Option<String>,
    /// Where it is not the event's own id.
    correlation: Option<String>,
    causes: Vec<String>,
    transition: Option<String>,
    data: Shown,
}

impl EventBrief {
    pub(crate) fn of(record: &RecordRef<'_>, mask: &Mask, bounds: &Bounds) -> Self {
        let meta = record.meta();
        let text = |text: Option<std::sync::Arc<str>>| text.map(|text| text.to_string());
        Self {
            position: meta.position,
            id: meta.id.to_string(),
            stream: meta.stream.to_string(),
            version: meta.version,
            event: record.kind.name.clone(),
            schema_version: record.kind.version,
            at: meta.recorded_at.as_microsecond(),
            time: meta.recorded_at.to_string(),
            actor: text(meta.actor),
            service: text(meta.service),
            lane: text(meta.lane),
            correlation: (meta.correlation != meta.id).then(|| meta.correlation.to_string()),
            causes: meta.causes.iter().map(EventId::to_string).collect(),
            transition: text(meta.transition),
            data: Shown::of_json(&payload(mask, record.kind, record.payload), bounds),
        }
    }
}
