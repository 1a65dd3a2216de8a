//! fjall: events by position, and an index by account and version, written in one atomic batch.
//!
//! `PersistMode::SyncData` with each batch calls `fdatasync` on the journal.

use std::path::Path;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use crate::{
    bank::AccountEvent,
    data::BankEvent,
    fault::Result,
    store::{Read, Store},
    wire,
};

pub(crate) struct Fjall {
    events: Keyspace,
    accounts: Keyspace,
    database: Database,
    last: u64,
}

impl Store for Fjall {
    fn open(folder: &Path) -> Result<Self> {
        // "~20-25% of the available memory, or more if the data set fits fully into memory": it does.
        let database = Database::builder(folder).cache_size(1 << 30).open()?;
        let events = database.keyspace("events", KeyspaceCreateOptions::default)?;
        let accounts = database.keyspace("accounts", KeyspaceCreateOptions::default)?;
        let last = match events.last_key_value() {
            Some(entry) => position(&entry.key()?)?,
            None => 0,
        };
        Ok(Self { events, accounts, database, last })
    }

    fn count(&self) -> Result<u64> {
        Ok(self.last)
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        let mut writes = self.database.batch().durability(Some(PersistMode::SyncData));
        for event in batch {
            let mut bytes = Vec::with_capacity(32);
            wire::write(event, &mut bytes)?;
            self.last += 1;
            let position = self.last.to_be_bytes();
            writes.insert(&self.events, position, bytes);
            writes.insert(&self.accounts, key(event.account, event.version), position);
        }
        Ok(writes.commit()?)
    }

    fn close(self) -> Result<()> {
        Ok(self.database.persist(PersistMode::SyncAll)?)
    }
}

impl Read for Fjall {
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()> {
        for entry in self.events.iter() {
            let (event, _) = wire::read(&entry.value()?)?;
            each(event.account, event.event)?;
        }
        Ok(())
    }

    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        for entry in self.accounts.prefix(account.to_be_bytes()) {
            let position = entry.value()?;
            let bytes = self.events.get(&position)?.ok_or_else(|| wire::corrupt(account))?;
            each(wire::read(&bytes)?.0.event);
        }
        Ok(())
    }
}

fn key(account: u32, version: u32) -> [u8; 8] {
    (u64::from(account) << 32 | u64::from(version)).to_be_bytes()
}

fn position(key: &[u8]) -> Result<u64> {
    Ok(u64::from_be_bytes(key.try_into()?))
}
