//! cqrs-es with sqlite-es: events as JSON.

use std::{collections::HashMap, path::Path, time::Instant};

use cqrs_es::{AggregateContext, EventStore, persist::PersistedEventStore};
use sqlite_es::SqliteEventRepository;

use crate::{Measured, cqrs_aggregate::Account, data::Bank, pool};

type Store = PersistedEventStore<SqliteEventRepository, Account>;

/// The table of the migrations of sqlite-es.
const SCHEMA: &str = "
    CREATE TABLE events (
        aggregate_type text                          NOT NULL,
        aggregate_id   text                          NOT NULL,
        sequence       integer CHECK (sequence >= 0) NOT NULL,
        event_type     text                          NOT NULL,
        event_version  text                          NOT NULL,
        payload        text                          NOT NULL,
        metadata       text                          NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence)
    ) STRICT";

async fn open(folder: &Path) -> anyhow::Result<(sqlx::SqlitePool, bool)> {
    let (pool, existed) = pool::open(folder).await?;
    if !existed {
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
    }
    Ok((pool, existed))
}

/// Every account from its events; the first call writes them.
pub(crate) async fn load(folder: &Path, bank: &Bank) -> anyhow::Result<Measured> {
    let (pool, existed) = open(folder).await?;
    let store = Store::new_event_store(SqliteEventRepository::new(pool));
    if !existed {
        for (account, life) in bank.by_account().into_iter().enumerate() {
            let context = store.load_aggregate(&account.to_string()).await?;
            store.commit(life.into_iter().map(|event| event.event).collect(), context, HashMap::new()).await?;
        }
    }
    let start = Instant::now();
    let mut balances = Vec::new();
    for account in 0..bank.accounts {
        let mut context = store.load_aggregate(&account.to_string()).await?;
        balances.push(context.aggregate().0.cents());
    }
    Ok(Measured { time: start.elapsed(), balances })
}

/// One command an event, each durable, as its users give them.
pub(crate) async fn append(folder: &Path, bank: &Bank) -> anyhow::Result<Measured> {
    let (pool, _) = open(folder).await?;
    let accounts = sqlite_es::sqlite_cqrs::<Account>(pool.clone(), Vec::new(), ());
    let lives = bank.by_account();
    let start = Instant::now();
    for (account, life) in lives.into_iter().enumerate() {
        let id = account.to_string();
        for event in life {
            accounts.execute(&id, event.event).await?;
        }
    }
    let time = start.elapsed();
    let store = Store::new_event_store(SqliteEventRepository::new(pool));
    let mut balances = Vec::new();
    for account in 0..bank.accounts {
        let mut context = store.load_aggregate(&account.to_string()).await?;
        balances.push(context.aggregate().0.cents());
    }
    Ok(Measured { time, balances })
}
