//! The events that are measured: a bank's, from a seed, the same on every machine.

use crate::bank::{AccountEvent, Closed, Deposited, Opened, Withdrawn};

/// Each account has exactly so many events: 1 opened, 60 deposited, 38 withdrawn, 1 closed.
const EVENTS_PER_ACCOUNT: u32 = 100;
const DEPOSITS_PER_ACCOUNT: u64 = 60;
const WITHDRAWALS_PER_ACCOUNT: u64 = 38;

const SEED: u64 = 0x0063_6872_6f6e_6f73;

/// One event of the bank.
#[derive(Clone, Debug)]
pub(crate) struct BankEvent {
    /// The account, from 0.
    pub(crate) account: u32,
    /// The event's place among its account's events, from 1.
    pub(crate) version: u32,
    pub(crate) event: AccountEvent,
}

/// A bank's events in order of time, those of all accounts mixed at random.
pub(crate) struct Bank {
    pub(crate) accounts: u32,
    pub(crate) events: Vec<BankEvent>,
}

impl Bank {
    pub(crate) fn new(accounts: u32) -> Self {
        let mut rng = fastrand::Rng::with_seed(SEED);
        let mut order: Vec<u32> = (0..accounts).flat_map(|account| [account; EVENTS_PER_ACCOUNT as usize]).collect();
        rng.shuffle(&mut order);
        let mut lives = vec![Life::default(); accounts as usize];
        let events = order.into_iter().map(|account| {
            let life = &mut lives[account as usize];
            let event = life.next(&mut rng);
            BankEvent { account, version: life.version, event }
        });
        let events = events.collect();
        Self { accounts, events }
    }

    /// The events of each account, in order.
    pub(crate) fn by_account(&self) -> Vec<Vec<BankEvent>> {
        let mut accounts = vec![Vec::new(); self.accounts as usize];
        for event in &self.events {
            accounts[event.account as usize].push(event.clone());
        }
        accounts
    }
}

/// What has happened to one account so far.
#[derive(Clone, Default)]
struct Life {
    version: u32,
    deposits: u64,
    withdrawals: u64,
    cents: u64,
}

impl Life {
    fn next(&mut self, rng: &mut fastrand::Rng) -> AccountEvent {
        self.version += 1;
        if self.version == 1 {
            return Opened { owner: text(rng, 12) }.into();
        }
        let deposits_left = DEPOSITS_PER_ACCOUNT - self.deposits;
        let withdrawals_left = WITHDRAWALS_PER_ACCOUNT - self.withdrawals;
        if deposits_left + withdrawals_left == 0 {
            return Closed {}.into();
        }
        // The first is a deposit, and a withdrawal takes a fortieth at most: no balance goes below zero.
        if self.cents == 0 || rng.u64(0..deposits_left + withdrawals_left) < deposits_left {
            let cents = rng.u64(1_000..1_000_000);
            self.deposits += 1;
            self.cents += cents;
            Deposited { cents, memo: text(rng, 16) }.into()
        } else {
            let cents = rng.u64(1..=self.cents / 40);
            self.withdrawals += 1;
            self.cents -= cents;
            Withdrawn { cents }.into()
        }
    }
}

fn text(rng: &mut fastrand::Rng, chars: usize) -> String {
    std::iter::repeat_with(|| rng.alphanumeric()).take(chars).collect()
}

/// What a contender's final balances come to. Contenders that did the same work answer the same.
pub(crate) fn checksum(balances: impl IntoIterator<Item = u64>) -> u64 {
    let weighted = |sum: u64, (account, cents): (u64, u64)| sum.wrapping_add(cents.wrapping_mul(2 * account + 1));
    (0..).zip(balances).fold(0, weighted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_as_said_and_every_life_is_whole() {
        let bank = Bank::new(50);
        for life in bank.by_account() {
            let count = |is: fn(&AccountEvent) -> bool| life.iter().filter(|event| is(&event.event)).count();
            assert_eq!(count(|event| matches!(event, AccountEvent::Opened(_))), 1);
            assert_eq!(count(|event| matches!(event, AccountEvent::Deposited(_))), 60);
            assert_eq!(count(|event| matches!(event, AccountEvent::Withdrawn(_))), 38);
            assert!(matches!(life.last().map(|event| &event.event), Some(AccountEvent::Closed(_))));
            assert!(life.iter().map(|event| event.version).eq(1..=100));
        }
    }

    #[test]
    fn one_seed_makes_one_bank() {
        let [one, other] = [Bank::new(20), Bank::new(20)];
        assert!(one.events.iter().zip(&other.events).all(|(a, b)| a.account == b.account && a.event == b.event));
    }
}
