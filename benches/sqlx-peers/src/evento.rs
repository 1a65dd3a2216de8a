//! evento on SQLite: events in bincode.

use std::{path::Path, time::Instant};

use bincode::{Decode, Encode};
use evento::{
    AggregatorName, Event, EventDetails, Executor,
    migrator::{Migrate, Plan},
};
use serde::{Deserialize, Serialize};

use crate::{
    Measured,
    bank::AccountEvent,
    data::{Bank, BankEvent},
    pool,
};

#[derive(AggregatorName, Encode, Decode)]
struct Opened {
    owner: String,
}

#[derive(AggregatorName, Encode, Decode)]
struct Deposited {
    cents: u64,
    memo: String,
}

#[derive(AggregatorName, Encode, Decode)]
struct Withdrawn {
    cents: u64,
}

#[derive(AggregatorName, Encode, Decode)]
struct Closed {
    nothing: (),
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Encode, Decode)]
struct Account {
    owner: String,
    cents: u64,
    open: bool,
}

#[evento::aggregator]
impl Account {
    async fn opened(&mut self, event: EventDetails<Opened>) -> anyhow::Result<()> {
        self.owner = event.data.owner;
        self.open = true;
        Ok(())
    }

    async fn deposited(&mut self, event: EventDetails<Deposited>) -> anyhow::Result<()> {
        anyhow::ensure!(self.open && event.data.memo.len() == 16, "a deposit does not fit");
        self.cents += event.data.cents;
        Ok(())
    }

    async fn withdrawn(&mut self, event: EventDetails<Withdrawn>) -> anyhow::Result<()> {
        anyhow::ensure!(self.open, "a withdrawal does not fit");
        self.cents -= event.data.cents;
        Ok(())
    }

    async fn closed(&mut self, event: EventDetails<Closed>) -> anyhow::Result<()> {
        let () = event.data.nothing;
        self.open = false;
        Ok(())
    }
}

async fn open(folder: &Path) -> anyhow::Result<(evento::Sqlite, bool)> {
    let (pool, existed) = pool::open(folder).await?;
    if !existed {
        let mut connection = pool.acquire().await?;
        evento::sql_migrator::new::<sqlx::Sqlite>()?.run(&mut *connection, &Plan::apply_all()).await?;
    }
    Ok((pool.into(), existed))
}

/// Every account from its events; the first call writes them, without the snapshots that its own commits leave behind, for
/// with them nothing is replayed.
pub(crate) async fn load(folder: &Path, bank: &Bank) -> anyhow::Result<Measured> {
    let (executor, existed) = open(folder).await?;
    if !existed {
        for life in bank.by_account() {
            executor.write(life.iter().map(written).collect::<Result<_, _>>()?).await?;
        }
    }
    let start = Instant::now();
    let balances = balances(&executor, bank).await?;
    Ok(Measured { time: start.elapsed(), balances })
}

/// One commit an event, each durable, as its users make them.
pub(crate) async fn append(folder: &Path, bank: &Bank) -> anyhow::Result<Measured> {
    let (executor, _) = open(folder).await?;
    let lives = bank.by_account();
    let start = Instant::now();
    for life in &lives {
        for BankEvent { account, event, .. } in life {
            let save = evento::save::<Account>(account.to_string());
            let save = match event {
                AccountEvent::Opened(event) => save.data(&Opened { owner: event.owner.clone() })?,
                AccountEvent::Deposited(event) => {
                    save.data(&Deposited { cents: event.cents, memo: event.memo.clone() })?
                }
                AccountEvent::Withdrawn(event) => save.data(&Withdrawn { cents: event.cents })?,
                AccountEvent::Closed(_) => save.data(&Closed { nothing: () })?,
            };
            save.metadata(&true)?.commit(&executor).await?;
        }
    }
    let time = start.elapsed();
    Ok(Measured { time, balances: balances(&executor, bank).await? })
}

async fn balances(executor: &evento::Sqlite, bank: &Bank) -> anyhow::Result<Vec<u64>> {
    let mut balances = Vec::new();
    for account in 0..bank.accounts {
        balances.push(evento::load::<Account, _>(executor, account.to_string()).await?.item.cents);
    }
    Ok(balances)
}

/// The event as evento's own commit would write it.
fn written(event: &BankEvent) -> anyhow::Result<Event> {
    let config = bincode::config::standard();
    let (name, data) = match &event.event {
        AccountEvent::Opened(event) => {
            (Opened::name(), bincode::encode_to_vec(Opened { owner: event.owner.clone() }, config)?)
        }
        AccountEvent::Deposited(event) => {
            let event = Deposited { cents: event.cents, memo: event.memo.clone() };
            (Deposited::name(), bincode::encode_to_vec(event, config)?)
        }
        AccountEvent::Withdrawn(event) => {
            (Withdrawn::name(), bincode::encode_to_vec(Withdrawn { cents: event.cents }, config)?)
        }
        AccountEvent::Closed(_) => (Closed::name(), bincode::encode_to_vec(Closed { nothing: () }, config)?),
    };
    Ok(Event {
        id: ulid::Ulid::new(),
        aggregator_id: event.account.to_string(),
        aggregator_type: Account::name().to_owned(),
        version: i32::try_from(event.version)?,
        name: name.to_owned(),
        routing_key: None,
        data,
        metadata: bincode::encode_to_vec(true, config)?,
        timestamp: 1,
        timestamp_subsec: 0,
    })
}
