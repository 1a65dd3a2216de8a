//! okaywal: a write-ahead log without an index. A batch is one chunk of one entry: its length, then its events.
//!
//! A commit calls `fdatasync`, shared by the threads that commit at the same time. Segments are never checkpointed,
//! for that would remove their events: the log grows in one file, preallocated by zeros in steps.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use okaywal::{Configuration, Entry, EntryId, LogManager, SegmentReader, WriteAheadLog};

use crate::{data::BankEvent, fault::Result, folding::Accounts, store::Store, wire};

const PREALLOCATED_BYTES: u32 = 16 << 20;

/// Cheap to clone: its clones are one log, and commit from many threads.
#[derive(Clone)]
pub(crate) struct OkayWal {
    log: WriteAheadLog,
    count: Arc<AtomicU64>,
}

impl OkayWal {
    /// Opens the log in `folder`, handing `each` the batches that are there.
    pub(crate) fn recover(folder: &Path, each: impl FnMut(&[u8]) + Send + Sync + 'static) -> Result<Self> {
        let count = Arc::new(AtomicU64::new(0));
        let manager = Manager { count: count.clone(), each };
        let configuration =
            Configuration::default_for(folder).preallocate_bytes(PREALLOCATED_BYTES).checkpoint_after_bytes(u64::MAX);
        Ok(Self { log: configuration.open(manager)?, count })
    }

    /// Appends `batch`, durably; many threads may at once.
    pub(crate) fn append_shared(&self, batch: &[BankEvent]) -> Result<()> {
        let mut bytes = Vec::with_capacity(4 + 32 * batch.len());
        bytes.extend(u32::try_from(batch.len())?.to_le_bytes());
        for event in batch {
            wire::write(event, &mut bytes)?;
        }
        let mut entry = self.log.begin_entry()?;
        entry.write_chunk(&bytes)?;
        entry.commit()?;
        self.count.fetch_add(batch.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}

impl Store for OkayWal {
    fn open(folder: &Path) -> Result<Self> {
        Self::recover(folder, |_| ())
    }

    fn count(&self) -> Result<u64> {
        Ok(self.count.load(Ordering::Relaxed))
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        self.append_shared(batch)
    }

    fn close(self) -> Result<()> {
        Ok(self.log.shutdown()?)
    }
}

/// What all events of the closed log in `folder` come to: it can be read only while it is opened.
pub(crate) fn contents(folder: &Path, accounts: u32) -> Result<u64> {
    let states = Arc::new(Mutex::new(Ok(Accounts::new(accounts))));
    let recovered = states.clone();
    let log = OkayWal::recover(folder, move |mut events| {
        let mut states = recovered.lock().unwrap_or_else(PoisonError::into_inner);
        while let (Ok(accounts), false) = (&mut *states, events.is_empty()) {
            let taken = wire::read(events).and_then(|(event, rest)| {
                events = rest;
                accounts.apply(event.account, &event.event)
            });
            if let Err(error) = taken {
                *states = Err(error);
            }
        }
    })?;
    log.close()?;
    let mut states = states.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut *states, Err("it was taken".into())).map(|accounts| accounts.checksum())
}

struct Manager<F> {
    count: Arc<AtomicU64>,
    each: F,
}

impl<F> std::fmt::Debug for Manager<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Manager")
    }
}

impl<F: FnMut(&[u8]) + Send + Sync + 'static> LogManager for Manager<F> {
    fn recover(&mut self, entry: &mut Entry<'_>) -> std::io::Result<()> {
        let Some(chunks) = entry.read_all_chunks()? else { return Ok(()) };
        for chunk in chunks {
            let (count, events) = chunk.split_first_chunk().ok_or(std::io::ErrorKind::UnexpectedEof)?;
            self.count.fetch_add(u32::from_le_bytes(*count).into(), Ordering::Relaxed);
            (self.each)(events);
        }
        Ok(())
    }

    fn checkpoint_to(
        &mut self,
        _last: EntryId,
        _entries: &mut SegmentReader,
        _log: &WriteAheadLog,
    ) -> std::io::Result<()> {
        Ok(())
    }
}
