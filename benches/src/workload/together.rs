//! `append64` and `append1024`: that many writers at once, each event durable before its writer goes on.
//!
//! The writers are tasks of one executor with two threads. okaywal waits in system calls, so its writers are threads, and
//! so are those of one of the bare group commits.

use std::{path::Path, rc::Rc, thread};

use futures::future::try_join_all;
use tokio::runtime::{Builder, Runtime};

use crate::{
    bank::Account,
    data::BankEvent,
    fault::Result,
    folding::contents,
    ledger::Ledger,
    measure::{Better, Metric, Race, Reading, Row, per_second, timed},
    peer::{
        bare::{Bare, Preallocated},
        fjall::Fjall,
        group_commit::GroupCommit,
        okaywal::{self, OkayWal},
        redb::Redb,
        sierradb::{self, SierraDb},
        sqlite::{Postcard, Sqlite},
    },
    report::CHRONOSTACK,
    setup::{Folder, Setup},
    store::{Read, Store},
};

const OF_64: [Metric; 1] = [Metric { workload: "append64", unit: "events/s", better: Better::Higher }];
const OF_1024: [Metric; 1] = [Metric { workload: "append1024", unit: "events/s", better: Better::Higher }];
const WORKER_THREADS: usize = 2;

/// What each writer appends, one after another.
type Shares = Vec<Vec<BankEvent>>;

/// 64 writers.
pub(crate) fn run_64(setup: &Setup) -> Result<Vec<Row>> {
    run(setup, &OF_64, 64, setup.size(5, 1))
}

/// 1,024 writers.
pub(crate) fn run_1024(setup: &Setup) -> Result<Vec<Row>> {
    run(setup, &OF_1024, setup.size(1_024, 100), 1)
}

fn run(setup: &Setup, metrics: &[Metric], writers: usize, accounts_each: usize) -> Result<Vec<Row>> {
    let shares = Rc::new(shares(setup, writers, accounts_each));
    let mut race = Race::new(setup, metrics);
    let own = shares.clone();
    race.enter(CHRONOSTACK, move || chronostack(setup, &own));
    let of_threads = shares.clone();
    race.enter("bare group commit, threads", move || threads::<Preallocated>(setup, &of_threads));
    enter::<Preallocated>(&mut race, setup, &shares, "bare group commit, tasks");
    enter::<Bare>(&mut race, setup, &shares, "bare group commit, tasks, not preallocated");
    let of_okaywal = shares.clone();
    race.enter("okaywal, threads", move || okaywal_threads(setup, &of_okaywal));
    enter::<Fjall>(&mut race, setup, &shares, "fjall + group commit");
    enter::<Redb>(&mut race, setup, &shares, "redb + group commit");
    enter::<Sqlite<Postcard>>(&mut race, setup, &shares, "SQLite WAL FULL + group commit");
    let of_sierradb = shares.clone();
    race.enter("SierraDB", move || sierradb_tasks(setup, &of_sierradb));
    race.run()
}

/// Whole lives of accounts, `accounts_each` for each writer.
fn shares(setup: &Setup, writers: usize, accounts_each: usize) -> Shares {
    let mut lives = setup.bank().by_account().into_iter();
    let share = || lives.by_ref().take(accounts_each).flatten().collect();
    std::iter::repeat_with(share).take(writers).collect()
}

fn enter<'a, S: Read>(race: &mut Race<'a>, setup: &'a Setup, shares: &Rc<Shares>, name: &'static str) {
    let shares = shares.clone();
    race.enter(name, move || tasks::<S>(setup, &shares));
}

/// The typed path: each event is checked against its account's state before it is recorded.
fn chronostack(setup: &Setup, shares: &Shares) -> Result<Reading> {
    let folder = setup.new_folder()?;
    let ledger = Ledger::open(folder.path())?;
    let accounts = ledger.stack().machine::<Account>();
    let work = shares.clone();
    measured(&folder, shares, contents::<Ledger>, || {
        runtime()?.block_on(all(work, |share| {
            let accounts = accounts.clone();
            async move {
                for BankEvent { account, event, .. } in share {
                    accounts.dispatch(account.to_string(), event).await?;
                }
                Ok(())
            }
        }))?;
        Ok(ledger)
    })
}

fn tasks<S: Read>(setup: &Setup, shares: &Shares) -> Result<Reading> {
    let folder = setup.new_folder()?;
    let store = S::open(folder.path())?;
    let work = shares.clone();
    measured(&folder, shares, contents::<S>, || {
        let (submitter, commits) = GroupCommit::start(store);
        runtime()?.block_on(all(work, |share| {
            let submitter = submitter.clone();
            async move {
                for event in share {
                    submitter.append(event).await?;
                }
                Ok(())
            }
        }))?;
        drop(submitter);
        commits.finish()
    })
}

fn threads<S: Read>(setup: &Setup, shares: &Shares) -> Result<Reading> {
    let folder = setup.new_folder()?;
    let store = S::open(folder.path())?;
    let work = shares.clone();
    measured(&folder, shares, contents::<S>, || {
        let (submitter, commits) = GroupCommit::start(store);
        each_on_a_thread(work, |event| submitter.append_blocking(event))?;
        drop(submitter);
        commits.finish()
    })
}

fn okaywal_threads(setup: &Setup, shares: &Shares) -> Result<Reading> {
    let folder = setup.new_folder()?;
    let log = OkayWal::open(folder.path())?;
    let work = shares.clone();
    measured(&folder, shares, okaywal::contents, || {
        each_on_a_thread(work, |event| log.append_shared(&[event]))?;
        Ok(log)
    })
}

fn sierradb_tasks(setup: &Setup, shares: &Shares) -> Result<Reading> {
    let folder = setup.new_folder()?;
    let runtime = runtime()?;
    let database = runtime.block_on(async { sierradb::Shared::open(folder.path(), shares.len()) })?;
    let work = shares.clone();
    measured(&folder, shares, contents::<SierraDb>, || {
        runtime.block_on(all(work, |share| {
            let database = database.clone();
            async move {
                for event in share {
                    database.append(&[event]).await?;
                }
                Ok(())
            }
        }))?;
        Ok(SierraDb::new(database, runtime))
    })
}

fn measured<S: Store>(
    folder: &Folder,
    shares: &Shares,
    contents: fn(&Path, u32) -> Result<u64>,
    append: impl FnOnce() -> Result<S>,
) -> Result<Reading> {
    let (time, store) = timed(append)?;
    store.close()?;
    let events = || shares.iter().flatten();
    let accounts = events().map(|event| event.account + 1).max().unwrap_or(0);
    Ok(Reading::one(per_second(events().count(), time), contents(folder.path(), accounts)?))
}

fn runtime() -> Result<Runtime> {
    Ok(Builder::new_multi_thread().worker_threads(WORKER_THREADS).enable_all().build()?)
}

/// A task for each share.
async fn all<F>(shares: Shares, write: impl Fn(Vec<BankEvent>) -> F) -> Result<()>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let tasks = shares.into_iter().map(|share| tokio::spawn(write(share)));
    try_join_all(tasks).await?.into_iter().collect()
}

/// A thread for each share.
fn each_on_a_thread(shares: Shares, append: impl Fn(BankEvent) -> Result<()> + Sync) -> Result<()> {
    let append = &append;
    thread::scope(|scope| {
        let write = |share: Vec<BankEvent>| scope.spawn(move || share.into_iter().try_for_each(append));
        let threads: Vec<_> = shares.into_iter().map(write).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a writing thread panicked")?)
    })
}
