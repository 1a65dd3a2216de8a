//! `SQLite`: a table of events with the usual unique index by stream and version.
//!
//! WAL with `synchronous = FULL` syncs the WAL at every commit.

use std::{marker::PhantomData, path::Path};

use rusqlite::{Connection, params};

use crate::{
    bank::AccountEvent,
    data::BankEvent,
    fault::Result,
    store::{Read, Store},
};

/// How payloads are written.
pub(crate) trait Coding: Send + 'static {
    fn encode(event: &AccountEvent) -> Result<Vec<u8>>;
    fn decode(bytes: &[u8]) -> Result<AccountEvent>;
}

/// As most do.
pub(crate) struct Json;
/// As small as it gets.
pub(crate) struct Postcard;

impl Coding for Json {
    fn encode(event: &AccountEvent) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec(event)?)
    }

    fn decode(bytes: &[u8]) -> Result<AccountEvent> {
        Ok(serde_json::from_slice(bytes)?)
    }
}

impl Coding for Postcard {
    fn encode(event: &AccountEvent) -> Result<Vec<u8>> {
        Ok(postcard::to_stdvec(event)?)
    }

    fn decode(bytes: &[u8]) -> Result<AccountEvent> {
        Ok(postcard::from_bytes(bytes)?)
    }
}

pub(crate) struct Sqlite<C> {
    connection: Connection,
    coding: PhantomData<C>,
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS events (
        position INTEGER PRIMARY KEY,
        account INTEGER NOT NULL,
        version INTEGER NOT NULL,
        payload BLOB NOT NULL,
        UNIQUE (account, version)
    ) STRICT";

impl<C: Coding> Store for Sqlite<C> {
    fn open(folder: &Path) -> Result<Self> {
        let connection = Connection::open(folder.join("events.sqlite"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // 256 MiB of pages, and as much of the file mapped: reads then copy nothing.
        connection.pragma_update(None, "cache_size", -262_144)?;
        connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection, coding: PhantomData })
    }

    fn count(&self) -> Result<u64> {
        let last = "SELECT coalesce(max(position), 0) FROM events";
        Ok(u64::try_from(self.connection.query_row(last, [], |row| row.get::<_, i64>(0))?)?)
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        let transaction = self.connection.transaction()?;
        {
            let insert = "INSERT INTO events (account, version, payload) VALUES (?1, ?2, ?3)";
            let mut insert = transaction.prepare_cached(insert)?;
            for event in batch {
                insert.execute(params![event.account, event.version, C::encode(&event.event)?])?;
            }
        }
        Ok(transaction.commit()?)
    }

    fn close(self) -> Result<()> {
        self.connection.close().map_err(|(_, error)| error.into())
    }
}

impl<C: Coding> Read for Sqlite<C> {
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()> {
        let mut select = self.connection.prepare_cached("SELECT account, payload FROM events ORDER BY position")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, C::decode(row.get_ref(1)?.as_blob()?)?)?;
        }
        Ok(())
    }

    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        let select = "SELECT payload FROM events WHERE account = ?1 ORDER BY version";
        let mut select = self.connection.prepare_cached(select)?;
        let mut rows = select.query([account])?;
        while let Some(row) = rows.next()? {
            each(C::decode(row.get_ref(0)?.as_blob()?)?);
        }
        Ok(())
    }
}
