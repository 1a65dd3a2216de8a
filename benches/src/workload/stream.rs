//! `stream`: the hundred events of one account out of a million, decoded, from a warm page cache.

use std::{hint::black_box, rc::Rc, time::Instant};

use crate::{
    bank::Account,
    data::{Bank, checksum},
    fault::Result,
    ledger::Ledger,
    measure::{Better, Metric, Race, Reading, Row, quantile},
    peer::{
        bare::Bare,
        by_hand,
        fjall::Fjall,
        redb::Redb,
        sqlite::{Postcard, Sqlite},
    },
    report::CHRONOSTACK,
    setup::Setup,
    store::Read,
};

const METRICS: [Metric; 2] = [
    Metric { workload: "stream", unit: "µs (p50)", better: Better::Lower },
    Metric { workload: "stream-p99", unit: "µs (p99)", better: Better::Lower },
];
const BATCH_EVENTS: usize = 1_000;
const READS: usize = 5_000;
const READS_QUICK: usize = 50;

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let bank = setup.bank();
    let mut race = Race::new(setup, &METRICS).warm_up();
    enter::<Ledger>(&mut race, setup, &bank, CHRONOSTACK)?;
    enter::<Bare>(&mut race, setup, &bank, "bare log, offsets in memory")?;
    enter::<Redb>(&mut race, setup, &bank, "redb")?;
    enter::<Sqlite<Postcard>>(&mut race, setup, &bank, "SQLite")?;
    enter::<Fjall>(&mut race, setup, &bank, "fjall")?;
    race.run()
}

fn enter<S: Read>(race: &mut Race<'_>, setup: &Setup, bank: &Rc<Bank>, name: &'static str) -> Result<()> {
    if !race.wants(name) {
        return Ok(());
    }
    let folder = setup.new_folder()?;
    let mut store = S::open(folder.path())?;
    for batch in bank.events.chunks(BATCH_EVENTS) {
        store.append(batch)?;
    }
    store.close()?;
    let store = S::open(folder.path())?;
    let (accounts, reads) = (bank.accounts, setup.size(READS, READS_QUICK));
    race.enter(name, move || {
        let _keep = &folder;
        read(&store, accounts, reads)
    });
    Ok(())
}

/// The same accounts in the same order for everyone, chosen at random.
fn read(store: &impl Read, accounts: u32, reads: usize) -> Result<Reading> {
    let mut rng = fastrand::Rng::with_seed(7);
    let mut balances = Vec::with_capacity(reads);
    let mut times = Vec::with_capacity(reads);
    for _ in 0..reads {
        let account = rng.u32(0..accounts);
        let mut events = Vec::with_capacity(100);
        let start = Instant::now();
        store.read_account(account, &mut |event| events.push(event))?;
        times.push(start.elapsed());
        let mut state = Account::default();
        if !black_box(&events).iter().all(|event| by_hand::apply(&mut state, event)) {
            return Err(format!("an event of account {account} does not fit").into());
        }
        balances.push(state.cents());
    }
    let values = [0.5, 0.99].map(|share| Some(quantile(&mut times, share).as_secs_f64() * 1e6));
    Ok(Reading { values: values.into(), check: checksum(balances) })
}
