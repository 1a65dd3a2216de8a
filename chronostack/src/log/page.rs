//! Filling a page up to its limit.

use std::ops::ControlFlow;

use crate::{
    log::{
        error::ReadError,
        record::Record,
        record_ref::{RecordRef, Visit},
        store::{Page, ReadLimit},
    },
    meta::Meta,
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

/// The page that `scan` fills. It ends where it is full, without a look at what stands behind; `is_last` tells whether a record
/// is the last there is.
pub(crate) fn fill_page(
    limit: ReadLimit,
    is_last: impl Fn(&Meta) -> bool + Sync,
    scan: impl FnOnce(&mut Visit<'_>) -> Result<(), ReadError>,
) -> Result<Page, ReadError> {
    let (mut page, mut more) = (PageBuilder::new(limit), false);
    scan(&mut |record: &RecordRef<'_>| {
        if page.admits(record.payload.len()) {
            page.push(record.to_record());
            if page.records.len() < limit.records {
                return ControlFlow::Continue(());
            }
            more = !page.records.last().is_some_and(|last| is_last(&last.meta));
        } else {
            more = true;
        }
        ControlFlow::Break(())
    })?;
    Ok(page.finish(more))
}
