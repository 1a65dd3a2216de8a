//! `replay`: the whole log from the page cache, checked, decoded into owned events, and folded.

use std::{future::IntoFuture, hint::black_box, rc::Rc};

use pollster::block_on;

use crate::{
    bank::Account,
    data::{Bank, checksum},
    fault::Result,
    folding::Accounts,
    ledger::Ledger,
    measure::{Better, Metric, Race, Reading, Row, per_second, timed},
    peer::{
        fjall::Fjall,
        flat::Flat,
        redb::Redb,
        sqlite::{Json, Postcard, Sqlite},
    },
    report::CHRONOSTACK,
    setup::{Folder, Setup},
    store::Read,
};

const METRICS: [Metric; 1] = [Metric { workload: "replay", unit: "events/s", better: Better::Higher }];
const BATCH_EVENTS: usize = 1_000;

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let bank = setup.bank();
    let mut race = Race::new(setup, &METRICS).warm_up();
    if race.wants("chronostack, 2 threads") {
        let kept = Rc::new(Kept::<Ledger>::new(setup, &bank)?);
        for (name, threads) in [(CHRONOSTACK, 1), ("chronostack, 2 threads", 2)] {
            let (kept, bank) = (kept.clone(), bank.clone());
            race.enter(name, move || chronostack(&kept.store, threads, &bank));
        }
    }
    let flat = Flat::new(&bank.events)?;
    let accounts = bank.accounts;
    race.enter("postcard in a flat buffer", move || {
        let mut folded = Accounts::new(accounts);
        let (time, ()) = timed(|| flat.replay(|account, event| folded.apply(account, black_box(&event))))?;
        Ok(Reading::one(per_second(folded.events(), time), folded.checksum()))
    });
    enter::<Redb>(&mut race, setup, &bank, "redb + postcard")?;
    enter::<Fjall>(&mut race, setup, &bank, "fjall + postcard")?;
    enter::<Sqlite<Json>>(&mut race, setup, &bank, "SQLite + serde_json")?;
    enter::<Sqlite<Postcard>>(&mut race, setup, &bank, "SQLite + postcard")?;
    race.run()
}

/// A store that holds the bank's events.
struct Kept<S> {
    store: S,
    _folder: Folder,
}

impl<S: Read> Kept<S> {
    fn new(setup: &Setup, bank: &Bank) -> Result<Self> {
        let folder = setup.new_folder()?;
        let mut store = S::open(folder.path())?;
        for batch in bank.events.chunks(BATCH_EVENTS) {
            store.append(batch)?;
        }
        // Closed and reopened, so that what is read is what lies on the disk.
        store.close()?;
        Ok(Self { store: S::open(folder.path())?, _folder: folder })
    }
}

fn enter<S: Read>(race: &mut Race<'_>, setup: &Setup, bank: &Rc<Bank>, name: &'static str) -> Result<()> {
    if race.wants(name) {
        let (kept, accounts) = (Kept::<S>::new(setup, bank)?, bank.accounts);
        race.enter(name, move || {
            let mut folded = Accounts::new(accounts);
            let (time, ()) =
                timed(|| kept.store.replay(&mut |account, event| folded.apply(account, black_box(&event))))?;
            Ok(Reading::one(per_second(folded.events(), time), folded.checksum()))
        });
    }
    Ok(())
}

/// `ChronoStack`'s accounts, folded by its own reducer on so many threads.
fn chronostack(ledger: &Ledger, threads: usize, bank: &Bank) -> Result<Reading> {
    let machine = ledger.stack().machine::<Account>();
    let (time, replayed) = timed(|| Ok(block_on(machine.replay().threads(threads).into_future())?))?;
    let mut accounts = vec![Account::default(); bank.accounts as usize];
    for (stream, account) in replayed.states {
        accounts[stream.id().parse::<usize>()?] = account.state;
    }
    Ok(Reading::one(per_second(bank.events.len(), time), checksum(accounts.iter().map(Account::cents))))
}
