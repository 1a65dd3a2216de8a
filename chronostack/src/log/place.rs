//! The places of records in a log and its streams: the part of an append that is the same in every log.

use std::{collections::HashSet, sync::Arc};

use crate::{
    id::{EventId, LogId, StreamName},
    log::{
        error::AppendError,
        record::{Commit, NewRecord, Record},
    },
    meta::Meta,
    time::{LogicalTime, Timestamp},
};

impl Commit {
    /// Whether it is one that a log can take: at least one stream, none of them twice, each with at least one event.
    ///
    /// # Errors
    /// [`AppendError::InvalidCommit`] says which of these does not hold.
    pub fn check_shape(&self) -> Result<(), AppendError> {
        let invalid = |reason| Err(AppendError::InvalidCommit { reason });
        if self.streams.is_empty() {
            return invalid("the commit has no stream");
        }
        if self.streams.iter().any(|append| append.records.is_empty()) {
            return invalid("the commit has a stream without events");
        }
        let mut seen = HashSet::new();
        if self.streams.len() > 1 && !self.streams.iter().all(|append| seen.insert(&append.stream)) {
            return invalid("the commit names a stream twice");
        }
        Ok(())
    }
}

/// Where the next record of a commit stands, and when.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The log's identity.
    pub log: LogId,
    /// The record's position in the log.
    pub position: u64,
    /// The time recorded last, which the record's own is raised to; `None` in an empty log.
    pub recorded_last: Option<Timestamp>,
    /// The logical time recorded last; `None` in an empty log.
    pub logical_last: Option<LogicalTime>,
}

impl Place {
    /// `new` as it is recorded here, as `version` of `stream`; moves on to the place behind it.
    pub fn record(&mut self, new: NewRecord, stream: &StreamName, version: u64, key: Option<&Arc<str>>) -> Record {
        let id = new.id.unwrap_or(EventId { log: self.log, position: self.position });
        let recorded_at = self.recorded_last.map_or(new.recorded_at, |last| last.max(new.recorded_at));
        let logical = LogicalTime::at(recorded_at, self.logical_last, new.logical);
        let meta = Meta {
            id,
            stream: stream.clone(),
            position: self.position,
            version,
            recorded_at,
            logical,
            occurred_at: new.occurred_at,
            correlation: new.correlation.unwrap_or(id),
            causes: new.causes,
            actor: new.actor,
            service: new.service,
            lane: new.lane,
            traceparent: new.traceparent,
            transition: new.transition,
            idempotency_key: key.cloned(),
            fingerprint: new.fingerprint,
        };
        self.position += 1;
        (self.recorded_last, self.logical_last) = (Some(recorded_at), Some(logical));
        Record { meta, kind: new.kind, payload: new.payload }
    }
}
