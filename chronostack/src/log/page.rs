//! Filling a page up to its limit.

use crate::log::{
    record::Record,
    store::{Page, ReadLimit},
};

/// A page that takes records until its [`ReadLimit`] is met. One record is always taken.
#[derive(Debug)]
pub struct PageBuilder {
    limit: ReadLimit,
    records: Vec<Record>,
    payload_bytes: usize,
}

impl PageBuilder {
    /// An empty page.
    pub fn new(limit: ReadLimit) -> Self {
        Self { limit, records: Vec::new(), payload_bytes: 0 }
    }

    /// Whether a record with so large a payload may still come in.
    pub fn admits(&self, payload_bytes: usize) -> bool {
        self.records.is_empty()
            || self.records.len() < self.limit.records
                && self.payload_bytes.saturating_add(payload_bytes) <= self.limit.payload_bytes
    }

    /// Takes a record that [`admits`](Self::admits) let in.
    pub fn push(&mut self, record: Record) {
        self.payload_bytes = self.payload_bytes.saturating_add(record.payload.len());
        self.records.push(record);
    }

    /// The page; `more` says whether records stand behind it.
    pub fn finish(self, more: bool) -> Page {
        Page { records: self.records, more }
    }
}
