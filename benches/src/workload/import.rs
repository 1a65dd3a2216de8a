//! `import`: batches of a thousand events, each batch durable before the next one; and what an event takes up on the disk.

use std::{path::Path, rc::Rc};

use crate::{
    data::Bank,
    fault::Result,
    folding::contents,
    ledger::Ledger,
    measure::{Better, Metric, Race, Reading, Row, per_second, timed},
    peer::{
        bare::Bare,
        fjall::Fjall,
        okaywal::{self, OkayWal},
        redb::Redb,
        sierradb::SierraDb,
        sqlite::{Postcard, Sqlite},
    },
    report::CHRONOSTACK,
    setup::Setup,
    store::Store,
};

const METRICS: [Metric; 2] = [
    Metric { workload: "import", unit: "events/s", better: Better::Higher },
    Metric { workload: "import-size", unit: "bytes/event", better: Better::Lower },
];
const BATCH_EVENTS: usize = 1_000;

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let bank = setup.bank();
    let mut race = Race::new(setup, &METRICS);
    enter::<Ledger>(&mut race, setup, &bank, CHRONOSTACK, contents::<Ledger>);
    enter::<Bare>(&mut race, setup, &bank, "bare log", contents::<Bare>);
    enter::<OkayWal>(&mut race, setup, &bank, "okaywal (no index)", okaywal::contents);
    enter::<Fjall>(&mut race, setup, &bank, "fjall", contents::<Fjall>);
    enter::<Redb>(&mut race, setup, &bank, "redb", contents::<Redb>);
    enter::<Sqlite<Postcard>>(&mut race, setup, &bank, "SQLite WAL FULL", contents::<Sqlite<Postcard>>);
    enter::<SierraDb>(&mut race, setup, &bank, "SierraDB", contents::<SierraDb>);
    race.run()
}

fn enter<'a, S: Store>(
    race: &mut Race<'a>,
    setup: &'a Setup,
    bank: &Rc<Bank>,
    name: &'static str,
    contents: fn(&Path, u32) -> Result<u64>,
) {
    let bank = bank.clone();
    race.enter(name, move || {
        let folder = setup.new_folder()?;
        let mut store = S::open(folder.path())?;
        let (time, ()) = timed(|| bank.events.chunks(BATCH_EVENTS).try_for_each(|batch| store.append(batch)))?;
        store.close()?;
        let count = bank.events.len();
        let values = vec![Some(per_second(count, time)), Some(each(folder.bytes()?, count))];
        Ok(Reading { values, check: contents(folder.path(), bank.accounts)? })
    });
}

#[allow(clippy::cast_precision_loss, reason = "files are far below 2^52 bytes")]
fn each(bytes: u64, count: usize) -> f64 {
    bytes as f64 / count as f64
}
