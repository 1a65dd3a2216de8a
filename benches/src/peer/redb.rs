//! redb: events by position, and an index by account and version.
//!
//! Every commit is durable by default (`Durability::Immediate`): on Linux it calls `fdatasync`.

use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::{
    bank::AccountEvent,
    data::BankEvent,
    fault::Result,
    store::{Read, Store},
    wire,
};

const EVENTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("events");
const ACCOUNTS: TableDefinition<'_, (u32, u32), u64> = TableDefinition::new("accounts");

pub(crate) struct Redb {
    database: Database,
    last: u64,
}

impl Store for Redb {
    fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("events.redb");
        if path.exists() {
            let database = Database::open(path)?;
            let events = database.begin_read()?.open_table(EVENTS)?;
            let last = events.last()?.map_or(0, |(position, _)| position.value());
            return Ok(Self { database, last });
        }
        let database = Database::create(path)?;
        let transaction = database.begin_write()?;
        transaction.open_table(EVENTS)?;
        transaction.open_table(ACCOUNTS)?;
        transaction.commit()?;
        Ok(Self { database, last: 0 })
    }

    fn count(&self) -> Result<u64> {
        Ok(self.last)
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        let transaction = self.database.begin_write()?;
        {
            let (mut events, mut accounts) = (transaction.open_table(EVENTS)?, transaction.open_table(ACCOUNTS)?);
            let mut bytes = Vec::new();
            for event in batch {
                bytes.clear();
                wire::write(event, &mut bytes)?;
                self.last += 1;
                events.insert(self.last, bytes.as_slice())?;
                accounts.insert((event.account, event.version), self.last)?;
            }
        }
        Ok(transaction.commit()?)
    }

    fn close(self) -> Result<()> {
        Ok(self.database.close()?)
    }
}

impl Read for Redb {
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()> {
        let transaction = self.database.begin_read()?;
        for entry in transaction.open_table(EVENTS)?.iter()? {
            let (event, _) = wire::read(entry?.1.value())?;
            each(event.account, event.event)?;
        }
        Ok(())
    }

    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        let transaction = self.database.begin_read()?;
        let events = transaction.open_table(EVENTS)?;
        for entry in transaction.open_table(ACCOUNTS)?.range((account, 0)..=(account, u32::MAX))? {
            let position = entry?.1.value();
            let bytes = events.get(position)?.ok_or_else(|| wire::corrupt(position))?;
            each(wire::read(bytes.value())?.0.event);
        }
        Ok(())
    }
}
