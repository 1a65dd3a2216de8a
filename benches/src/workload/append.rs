//! `append`: one writer, one durable commit an event.

use std::{path::Path, time::Duration};

use pollster::block_on;

use crate::{
    bank::Account,
    data::{Bank, BankEvent},
    fault::Result,
    folding::contents,
    ledger::Ledger,
    measure::{Better, Metric, Race, Reading, Row, per_second, timed},
    peer::{
        bare::{Bare, Preallocated},
        fjall::Fjall,
        okaywal::{self, OkayWal},
        on_sqlx::{CQRS_ES, EVENTO, OnSqlx},
        redb::Redb,
        sierradb::SierraDb,
        sqlite::{Postcard, Sqlite},
    },
    report::CHRONOSTACK,
    setup::Setup,
    store::{Read, Store},
};

const METRICS: [Metric; 1] = [Metric { workload: "append", unit: "events/s", better: Better::Higher }];
/// Whole lives, one after another.
const ACCOUNTS: u32 = 40;
const ACCOUNTS_QUICK: u32 = 1;

struct Contender {
    name: &'static str,
    append: fn(&Path, &[BankEvent]) -> Result<Duration>,
    contents: fn(&Path, u32) -> Result<u64>,
}

impl Contender {
    const fn new<S: Read>(name: &'static str) -> Self {
        Self { name, append: append::<S>, contents: contents::<S> }
    }
}

const CONTENDERS: [Contender; 8] = [
    Contender { name: CHRONOSTACK, append: dispatch, contents: contents::<Ledger> },
    Contender::new::<Bare>("write + fdatasync"),
    Contender::new::<Preallocated>("write + fdatasync, preallocated"),
    Contender { name: "okaywal", append: append::<OkayWal>, contents: okaywal::contents },
    Contender::new::<Fjall>("fjall"),
    Contender::new::<Redb>("redb"),
    Contender::new::<Sqlite<Postcard>>("SQLite WAL FULL"),
    Contender::new::<SierraDb>("SierraDB"),
];

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let accounts = setup.size(ACCOUNTS, ACCOUNTS_QUICK);
    let events = &lives(accounts);
    let mut race = Race::new(setup, &METRICS);
    for contender in &CONTENDERS {
        race.enter(contender.name, move || {
            let folder = setup.new_folder()?;
            let time = (contender.append)(folder.path(), events)?;
            Ok(Reading::one(per_second(events.len(), time), (contender.contents)(folder.path(), accounts)?))
        });
    }
    if [CQRS_ES, EVENTO].iter().any(|name| race.wants(name))
        && let Some(on_sqlx) = OnSqlx::build()
    {
        for peer in [CQRS_ES, EVENTO] {
            let on_sqlx = on_sqlx.clone();
            race.enter(peer, move || on_sqlx.run(peer, "append", setup.new_folder()?.path(), accounts));
        }
    }
    race.run()
}

/// The events of so many accounts, one account after another.
fn lives(accounts: u32) -> Vec<BankEvent> {
    Bank::new(accounts).by_account().into_iter().flatten().collect()
}

/// The typed path: each event is checked against its account's state before it is recorded.
fn dispatch(folder: &Path, events: &[BankEvent]) -> Result<Duration> {
    let ledger = Ledger::open(folder)?;
    let accounts = ledger.stack().machine::<Account>();
    let (time, ()) = timed(|| {
        block_on(async {
            for BankEvent { account, event, .. } in events {
                accounts.dispatch(account.to_string(), event.clone()).await?;
            }
            Ok(())
        })
    })?;
    ledger.close()?;
    Ok(time)
}

fn append<S: Store>(folder: &Path, events: &[BankEvent]) -> Result<Duration> {
    let mut store = S::open(folder)?;
    let (time, ()) = timed(|| events.chunks(1).try_for_each(|event| store.append(event)))?;
    store.close()?;
    Ok(time)
}

/// The contenders' names.
pub(crate) fn contenders() -> impl Iterator<Item = &'static str> {
    CONTENDERS.iter().map(|contender| contender.name)
}

/// Lets one contender append the lives of so many accounts, for somebody who watches from outside.
pub(crate) fn child(contender: &str, accounts: u32, folder: &Path) -> Result<()> {
    let contender = CONTENDERS.iter().find(|known| known.name == contender).ok_or("no such contender")?;
    (contender.append)(folder, &lives(accounts))?;
    Ok(())
}
