//! `load`: every account's state from its hundred events, by the interface that its users have.

use std::rc::Rc;

use pollster::block_on;

use crate::{
    bank::Account,
    data::{Bank, checksum},
    fault::Result,
    ledger::Ledger,
    measure::{Better, Metric, Race, Reading, Row, per_second, timed},
    peer::{
        by_hand, eventually,
        on_sqlx::{CQRS_ES, EVENTO, OnSqlx},
        sierradb::SierraDb,
    },
    report::CHRONOSTACK,
    setup::Setup,
    store::{Read, Store},
};

const METRICS: [Metric; 1] = [Metric { workload: "load", unit: "events/s", better: Better::Higher }];
const BATCH_EVENTS: usize = 1_000;

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let bank = setup.bank();
    let mut race = Race::new(setup, &METRICS).warm_up();
    if race.wants(CHRONOSTACK) {
        let folder = setup.new_folder()?;
        let mut ledger = Ledger::open(folder.path())?;
        for batch in bank.events.chunks(BATCH_EVENTS) {
            ledger.append(batch)?;
        }
        ledger.close()?;
        let bank = bank.clone();
        race.enter(CHRONOSTACK, move || chronostack(&Ledger::open(folder.path())?, &bank));
    }
    if race.wants("eventually, in memory") {
        let (accounts, bank) = (block_on(eventually::Accounts::new(&bank.events))?, bank.clone());
        race.enter("eventually, in memory", move || in_memory(&accounts, &bank));
    }
    if race.wants("SierraDB") {
        let (folder, bank) = (setup.new_folder()?, bank.clone());
        let mut store = SierraDb::open(folder.path())?;
        // A read of one stream reads whole transactions: those of one account alone serve it best.
        for life in bank.by_account() {
            store.append(&life)?;
        }
        race.enter("SierraDB", move || {
            let _keep = &folder;
            in_sierradb(&store, &bank)
        });
    }
    if [CQRS_ES, EVENTO].iter().any(|name| race.wants(name))
        && let Some(on_sqlx) = OnSqlx::build()
    {
        for peer in [CQRS_ES, EVENTO] {
            let (on_sqlx, folder, accounts) = (on_sqlx.clone(), setup.new_folder()?, bank.accounts);
            race.enter(peer, move || on_sqlx.run(peer, "load", folder.path(), accounts));
        }
    }
    race.run()
}

/// The log was just opened, so no state is cached.
fn chronostack(ledger: &Ledger, bank: &Rc<Bank>) -> Result<Reading> {
    let machine = ledger.stack().machine::<Account>();
    let ids: Vec<String> = (0..bank.accounts).map(|account| account.to_string()).collect();
    let (time, balances) = timed(|| {
        block_on(async {
            let mut balances = Vec::with_capacity(ids.len());
            for id in &ids {
                balances.push(machine.load(id).await?.cents());
            }
            Ok(balances)
        })
    })?;
    Ok(Reading::one(per_second(bank.events.len(), time), checksum(balances)))
}

fn in_memory(accounts: &eventually::Accounts, bank: &Rc<Bank>) -> Result<Reading> {
    let (time, balances) = timed(|| {
        block_on(async {
            let mut balances = Vec::with_capacity(bank.accounts as usize);
            for account in 0..bank.accounts {
                balances.push(accounts.load(account).await?);
            }
            Ok(balances)
        })
    })?;
    Ok(Reading::one(per_second(bank.events.len(), time), checksum(balances)))
}

/// It has no aggregates: their events are read and folded.
fn in_sierradb(store: &SierraDb, bank: &Rc<Bank>) -> Result<Reading> {
    let (time, balances) = timed(|| {
        let mut balances = Vec::with_capacity(bank.accounts as usize);
        for account in 0..bank.accounts {
            let mut state = Account::default();
            let mut legal = true;
            store.read_account(account, &mut |event| legal &= by_hand::apply(&mut state, &event))?;
            if !legal {
                return Err(format!("an event of account {account} does not fit").into());
            }
            balances.push(state.cents());
        }
        Ok(balances)
    })?;
    Ok(Reading::one(per_second(bank.events.len(), time), checksum(balances)))
}
