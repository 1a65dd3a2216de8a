//! Writing a commit as a frame's body.

use std::sync::Arc;

use crate::{
    id::{EventId, LogId},
    log::{
        file::{
            body::section as bits,
            dictionary::Numbers,
            events::flag,
            wire::{put_bytes, put_number, put_signed, put_signed_span, put_span},
        },
        record::Record,
    },
    meta::Meta,
    time::Timestamp,
};

/// Writes the commits of one segment. The format is described on [`Body`](super::body::Body).
#[derive(Debug)]
pub(super) struct CommitEncoder {
    pub(super) log: LogId,
    pub(super) first_position: u64,
    pub(super) time: Timestamp,
    pub(super) numbers: Numbers,
    /// Of the commit being written; kept to use their room again.
    entries: Vec<u8>,
    sections: Vec<u8>,
}

/// A section to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewSection {
    /// Its stream's number, if the dictionary holds that.
    pub(super) number: Option<u32>,
    pub(super) events: usize,
    /// Where it starts in the body, once it is written.
    pub(super) offset: usize,
}

impl CommitEncoder {
    /// For the segment that starts at `first_position`, whose times count from `time`, and whose dictionary holds `numbers`.
    pub(super) fn new(log: LogId, first_position: u64, time: Timestamp, numbers: Numbers) -> Self {
        Self { log, first_position, time, numbers, entries: Vec::new(), sections: Vec::new() }
    }

    /// Appends the body of the commit that `records` are to `out`. They stand at their places already, those of each of `sections`
    /// together, and share their kinds with the log. Says of each section where it starts in the body, and its stream's number.
    pub(super) fn encode(&mut self, records: &[Record], sections: &mut [NewSection], out: &mut Vec<u8>) {
        let Some(first) = records.first() else { return };
        let (known, start) = (self.numbers.added().len(), out.len());
        self.sections.clear();
        let mut rest = records;
        for section in &mut *sections {
            let (records, behind) = rest.split_at(section.events.min(rest.len()));
            rest = behind;
            section.offset = self.sections.len();
            self.section(records, section, &first.meta);
        }
        put_number(out, first.meta.position - self.first_position);
        put_span(out, span(self.time, first.meta.recorded_at).unsigned_abs());
        self.entries.clear();
        self.numbers.added()[known..].iter().for_each(|entry| entry.encode(&mut self.entries));
        put_bytes(out, &self.entries);
        put_number(out, sections.len() as u64);
        let front = out.len() - start;
        for section in sections.iter_mut() {
            section.offset += front;
        }
        out.extend_from_slice(&self.sections);
    }

    /// A section of the commit whose first event has the meta `commit`.
    fn section(&mut self, records: &[Record], section: &mut NewSection, commit: &Meta) {
        let Some(Record { meta: first, .. }) = records.first() else { return };
        let number = section.number.unwrap_or_else(|| self.numbers.new_stream(&first.stream));
        section.number = Some(number);
        let out = &mut self.sections;
        let set = [(bits::KEY, first.idempotency_key.is_some()), (bits::SEVERAL, records.len() > 1)];
        let set = set.iter().filter(|(_, set)| *set).fold(0, |bits, (bit, _)| bits | bit);
        put_number(out, (first.position - commit.position) << bits::BITS | set);
        put_number(out, number.into());
        put_number(out, first.version);
        if let Some(more) = (records.len() as u64).checked_sub(2) {
            put_number(out, more);
        }
        if let Some(key) = &first.idempotency_key {
            put_bytes(out, key.as_bytes());
        }
        let mut recorded_last = commit.recorded_at;
        for record in records {
            self.event(record, recorded_last);
            recorded_last = record.meta.recorded_at;
        }
    }

    fn event(&mut self, record: &Record, recorded_last: Timestamp) {
        let meta = &record.meta;
        let own = EventId { log: self.log, position: meta.position };
        let flags = [
            (flag::LATER, meta.recorded_at != recorded_last),
            (flag::OCCURRED, meta.occurred_at.is_some()),
            (flag::ID, meta.id != own),
            (flag::LINKS, meta.correlation != meta.id || !meta.causes.is_empty()),
            (flag::ACTOR, meta.actor.is_some()),
            (flag::SERVICE, meta.service.is_some()),
            (flag::TRANSITION, meta.transition.is_some()),
            (flag::TRACEPARENT, meta.traceparent.is_some()),
            (flag::FINGERPRINT, meta.fingerprint.is_some()),
            (flag::LOGICAL, meta.logical.0 != meta.recorded_at),
            (flag::LANE, meta.lane.is_some()),
        ];
        let flags = flags.iter().filter(|(_, set)| *set).fold(0, |flags, (flag, _)| flags | flag);
        put_number(&mut self.sections, flags);
        if flags & flag::LATER != 0 {
            put_span(&mut self.sections, span(recorded_last, meta.recorded_at).unsigned_abs());
        }
        let kind = self.numbers.kind(&record.kind);
        put_number(&mut self.sections, kind);
        if let Some(occurred_at) = meta.occurred_at {
            put_signed_span(&mut self.sections, span(meta.recorded_at, occurred_at));
        }
        if flags & flag::ID != 0 {
            self.id(meta.id, own);
        }
        if flags & flag::LINKS != 0 {
            self.id(meta.correlation, own);
            put_number(&mut self.sections, meta.causes.len() as u64);
            meta.causes.iter().for_each(|cause| self.id(*cause, own));
        }
        for label in [&meta.actor, &meta.service, &meta.transition].into_iter().flatten() {
            self.label(label);
        }
        if let Some(traceparent) = &meta.traceparent {
            put_bytes(&mut self.sections, traceparent.as_bytes());
        }
        if let Some(fingerprint) = meta.fingerprint {
            self.sections.extend_from_slice(&fingerprint.0.to_le_bytes());
        }
        if flags & flag::LOGICAL != 0 {
            put_span(&mut self.sections, span(meta.recorded_at, meta.logical.0).unsigned_abs());
        }
        if let Some(lane) = &meta.lane {
            self.label(lane);
        }
        put_bytes(&mut self.sections, &record.payload);
    }

    fn id(&mut self, id: EventId, own: EventId) {
        let log = if id.log == own.log { 0 } else { self.numbers.log(id.log) + 1 };
        put_number(&mut self.sections, log);
        put_signed(&mut self.sections, own.position.wrapping_sub(id.position).cast_signed());
    }

    fn label(&mut self, label: &Arc<str>) {
        if let Some(number) = self.numbers.label(label) {
            put_number(&mut self.sections, number + 1);
        } else {
            self.sections.push(0);
            put_bytes(&mut self.sections, label.as_bytes());
        }
    }
}

/// The nanoseconds from `start` to `end`.
fn span(start: Timestamp, end: Timestamp) -> i128 {
    end.as_nanosecond() - start.as_nanosecond()
}
