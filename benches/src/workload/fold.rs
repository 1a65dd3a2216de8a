//! `fold`: events in memory, each put to its account's machine.

use std::{hint::black_box, iter::repeat_with};

use ::cqrs_es::Aggregate as _;
use chronostack::{
    id::{EventId, LogId},
    machine::{Outcome, Reducer},
    meta::Meta,
    time::Timestamp,
};

use crate::{
    bank::{Account, AccountEvent},
    data::{Bank, BankEvent, checksum},
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row, nanoseconds_each, timed},
    peer::{by_hand, cqrs_es, rust_fsm, smlang, statig},
    report::CHRONOSTACK,
    setup::Setup,
    workload::instructions,
};

const METRICS: [Metric; 1] = [Metric { workload: "fold", unit: "ns/event", better: Better::Lower }];

/// A way to fold.
pub(crate) type Fold = fn(&Bank) -> Result<Reading>;

/// All of them.
pub(crate) const CONTENDERS: [(&str, Fold); 6] = [
    (CHRONOSTACK, chronostack),
    ("hand-written match", hand_written),
    ("statig", in_statig),
    ("smlang", in_smlang),
    ("rust-fsm", in_rust_fsm),
    ("cqrs-es", in_cqrs_es),
];

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let bank = setup.bank();
    let mut race = Race::new(setup, &METRICS).warm_up();
    for (name, fold) in CONTENDERS {
        let bank = bank.clone();
        race.enter(name, move || fold(&bank));
    }
    let mut rows = race.run()?;
    rows.extend(instructions::run(setup)?);
    Ok(rows)
}

fn chronostack(bank: &Bank) -> Result<Reading> {
    let id = EventId { log: LogId(0), position: 1 };
    let meta = Meta::new(id, "account/0".parse()?, 1, Timestamp::UNIX_EPOCH);
    let mut accounts = vec![Account::default(); bank.accounts as usize];
    folded(
        &bank.events,
        &mut accounts,
        |account, event| matches!(account.reduce(event, &meta), Outcome::Applied { .. }),
        Account::cents,
    )
}

fn hand_written(bank: &Bank) -> Result<Reading> {
    let mut accounts = vec![Account::default(); bank.accounts as usize];
    folded(&bank.events, &mut accounts, by_hand::apply, Account::cents)
}

fn in_statig(bank: &Bank) -> Result<Reading> {
    let mut accounts: Vec<_> = repeat_with(statig::account).take(bank.accounts as usize).collect();
    folded(&bank.events, &mut accounts, statig::apply, statig::cents)
}

fn in_smlang(bank: &Bank) -> Result<Reading> {
    let mut accounts: Vec<_> = repeat_with(smlang::account).take(bank.accounts as usize).collect();
    folded(&bank.events, &mut accounts, smlang::apply, smlang::cents)
}

fn in_rust_fsm(bank: &Bank) -> Result<Reading> {
    let mut accounts: Vec<_> = repeat_with(rust_fsm::Account::default).take(bank.accounts as usize).collect();
    folded(&bank.events, &mut accounts, rust_fsm::apply, |account| account.cents)
}

/// Its events are handed over by value, so they are copied beforehand, outside of what is measured.
fn in_cqrs_es(bank: &Bank) -> Result<Reading> {
    let mut accounts: Vec<_> = repeat_with(cqrs_es::Account::default).take(bank.accounts as usize).collect();
    let (events, count) = (bank.events.clone(), bank.events.len());
    let (time, ()) = timed(|| {
        for BankEvent { account, event, .. } in events {
            accounts[account as usize].apply(event);
        }
        Ok(())
    })?;
    Ok(Reading::one(nanoseconds_each(count, time), checksum(accounts.iter().map(|account| account.0.cents()))))
}

/// Puts each event to its account's machine; none may be refused.
fn folded<A>(
    events: &[BankEvent],
    accounts: &mut [A],
    mut apply: impl FnMut(&mut A, &AccountEvent) -> bool,
    cents: impl Fn(&A) -> u64,
) -> Result<Reading> {
    let (time, ()) = timed(|| {
        for BankEvent { account, event, version } in events {
            if !apply(&mut accounts[*account as usize], event) {
                return Err(format!("event {version} of account {account} was refused").into());
            }
        }
        Ok(())
    })?;
    Ok(Reading::one(nanoseconds_each(events.len(), time), checksum(black_box(accounts).iter().map(cents))))
}
