//! `replay`: the whole log from the page cache, checked, decoded into owned events, and folded.

use std::{hint::black_box, rc::Rc, sync::mpsc::sync_channel, thread};

use chronostack::{
    log::{Page, ReadLimit},
    machine::{Outcome, Reducer},
};
use pollster::block_on;

use crate::{
    bank::Account,
    data::{Bank, checksum},
    fault::Result,
    folding::Accounts,
    ledger::{Ledger, decoded},
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
        let (one, accounts) = (Rc::new(Kept::<Ledger>::new(setup, &bank)?), bank.accounts);
        let two = one.clone();
        race.enter(CHRONOSTACK, move || reading(|folded| one_thread(&one.store, folded), accounts));
        race.enter("chronostack, 2 threads", move || reading(|folded| two_threads(&two.store, folded), accounts));
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

/// `ChronoStack`'s accounts, folded by its own reducer, and how many events there were.
struct Folded {
    accounts: Vec<Account>,
    events: usize,
}

fn reading(fold: impl FnOnce(&mut Folded) -> Result<()>, accounts: u32) -> Result<Reading> {
    let mut folded = Folded { accounts: vec![Account::default(); accounts as usize], events: 0 };
    let (time, ()) = timed(|| fold(&mut folded))?;
    let check = checksum(folded.accounts.iter().map(Account::cents));
    Ok(Reading::one(per_second(folded.events, time), check))
}

fn one_thread(ledger: &Ledger, folded: &mut Folded) -> Result<()> {
    let mut from = 1;
    loop {
        let page = block_on(ledger.log().read(from, ReadLimit::PAGE))?;
        from += page.records.len() as u64;
        folded.take(&page)?;
        if !page.more {
            return Ok(());
        }
    }
}

/// One thread reads, the other decodes and folds.
fn two_threads(ledger: &Ledger, folded: &mut Folded) -> Result<()> {
    let log = ledger.log().clone();
    thread::scope(|scope| {
        let (sender, pages) = sync_channel(4);
        let reader = scope.spawn(move || -> Result<()> {
            let mut from = 1;
            loop {
                let page = block_on(log.read(from, ReadLimit::PAGE))?;
                from += page.records.len() as u64;
                let more = page.more;
                if sender.send(page).is_err() || !more {
                    return Ok(());
                }
            }
        });
        for page in pages {
            folded.take(&page)?;
        }
        reader.join().map_err(|_| "the reading thread panicked")?
    })
}

impl Folded {
    fn take(&mut self, page: &Page) -> Result<()> {
        for record in &page.records {
            let (account, event) = decoded(record)?;
            let account = self.accounts.get_mut(account as usize).ok_or("an account that was never opened")?;
            match account.reduce(black_box(&event), &record.meta) {
                Outcome::Applied { .. } => self.events += 1,
                _ => return Err(format!("event {} does not fit", record.meta.position).into()),
            }
        }
        Ok(())
    }
}
