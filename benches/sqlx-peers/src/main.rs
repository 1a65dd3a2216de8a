//! The peers that stand on sqlx, which needs another version of SQLite than rusqlite does: a process of their own, started by
//! the benchmark, which measures itself.
//!
//! Usage: `PEER WORKLOAD FOLDER ACCOUNTS`. Prints the measured time in nanoseconds, the number of events, and what they
//! came to.

#[path = "../../src/bank.rs"]
mod bank;
#[path = "../../src/peer/cqrs_es.rs"]
mod cqrs_aggregate;
mod cqrs_es;
#[path = "../../src/data.rs"]
mod data;
mod evento;
mod pool;

use std::{path::Path, process::ExitCode, time::Duration};

use crate::data::Bank;

/// What was measured: how long it took, and the balances of all accounts afterwards.
struct Measured {
    time: Duration,
    balances: Vec<u64>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [peer, workload, folder, accounts] = arguments else { anyhow::bail!("four arguments are needed") };
    let (folder, bank) = (Path::new(folder), Bank::new(accounts.parse()?));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let measured = runtime.block_on(async {
        match (peer.as_str(), workload.as_str()) {
            ("cqrs-es", "load") => cqrs_es::load(folder, &bank).await,
            ("cqrs-es", "append") => cqrs_es::append(folder, &bank).await,
            ("evento", "load") => evento::load(folder, &bank).await,
            ("evento", "append") => evento::append(folder, &bank).await,
            _ => anyhow::bail!("no such peer or workload"),
        }
    })?;
    println!("{} {} {}", measured.time.as_nanos(), bank.events.len(), data::checksum(measured.balances));
    Ok(())
}
