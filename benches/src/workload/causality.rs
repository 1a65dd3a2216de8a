//! `causality`: what it costs to record why an event was recorded, of a dispatch in memory and of a durable one.

use std::time::Duration;

use chronostack::{
    ChronoStack,
    context::{Context, TraceContext, TraceState},
    stack::Committed,
};
use pollster::block_on;

use crate::{
    bank::Account,
    data::{Bank, BankEvent, checksum},
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row, nanoseconds_each, timed},
    report::CHRONOSTACK,
    setup::Setup,
};

const METRICS: [Metric; 2] = [
    Metric { workload: "causality-memory", unit: "ns/dispatch", better: Better::Lower },
    Metric { workload: "causality-file", unit: "ns/dispatch", better: Better::Lower },
];
const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// Whole lives in memory, one after another; and as many of them in a durable log.
const ACCOUNTS: (u32, usize) = (2_000, 40);
const ACCOUNTS_QUICK: (u32, usize) = (20, 1);

/// Runs both.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let (accounts, durable) = setup.size(ACCOUNTS, ACCOUNTS_QUICK);
    let lives = &Bank::new(accounts).by_account();
    let mut race = Race::new(setup, &METRICS).warm_up();
    for (name, asked) in [(CHRONOSTACK, true), ("without causes and context", false)] {
        race.enter(name, move || {
            let in_memory = ChronoStack::in_memory();
            let folder = setup.new_folder()?;
            let on_disk = ChronoStack::open(folder.path().join("events.chrono"))?;
            let (memory, check) = dispatched(&in_memory, lives, asked)?;
            let (file, _) = dispatched(&on_disk, &lives[..durable], asked)?;
            Ok(Reading { values: vec![Some(memory), Some(file)], check })
        });
    }
    race.run()
}

/// Nanoseconds a dispatch, and what the states came to.
fn dispatched(stack: &ChronoStack, lives: &[Vec<BankEvent>], asked: bool) -> Result<(f64, u64)> {
    let (time, balances): (Duration, Vec<u64>) = timed(|| {
        let lives = lives.iter().map(|life| block_on(live(stack, life, asked)));
        lives.collect()
    })?;
    Ok((nanoseconds_each(lives.iter().map(Vec::len).sum(), time), checksum(balances)))
}

/// Each event is dispatched while the one before it is handled: for somebody, in a lane, in a trace. Answers with the balance.
async fn live(stack: &ChronoStack, life: &[BankEvent], asked: bool) -> Result<u64> {
    let accounts = stack.machine::<Account>();
    let trace = TraceContext::new(TRACE.parse()?, TraceState::default());
    let request = Context::EMPTY.with_actor("ann").with_lane("worker 3").with_trace(trace);
    let mut last: Option<Committed<Account>> = None;
    for BankEvent { account, event, .. } in life {
        let (id, event) = (account.to_string(), event.clone());
        let dispatch = || accounts.dispatch(id, event);
        let committed = match &last {
            Some(before) if asked => request.clone().handling(before).scope(async { dispatch().await }).await,
            _ => dispatch().await,
        };
        last = Some(committed?);
    }
    Ok(last.map_or(0, |committed| committed.state.cents()))
}
