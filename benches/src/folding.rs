//! Folding what a store holds, the same for all of them.

use std::path::Path;

use crate::{
    bank::{Account, AccountEvent},
    data::checksum,
    fault::Result,
    peer::by_hand,
    store::Read,
};

/// The accounts, while they are folded.
pub(crate) struct Accounts {
    accounts: Vec<Account>,
    events: usize,
}

impl Accounts {
    pub(crate) fn new(accounts: u32) -> Self {
        Self { accounts: vec![Account::default(); accounts as usize], events: 0 }
    }

    /// Takes one event in, which must be legal.
    #[inline]
    pub(crate) fn apply(&mut self, account: u32, event: &AccountEvent) -> Result<()> {
        let known = self.accounts.get_mut(account as usize);
        if !known.is_some_and(|account| by_hand::apply(account, event)) {
            return Err(format!("an event of account {account} does not fit").into());
        }
        self.events += 1;
        Ok(())
    }

    /// How many events were taken in.
    pub(crate) fn events(&self) -> usize {
        self.events
    }

    pub(crate) fn checksum(&self) -> u64 {
        checksum(self.accounts.iter().map(Account::cents))
    }
}

/// What all events of the closed store in `folder` come to: proof that it kept them.
pub(crate) fn contents<S: Read>(folder: &Path, accounts: u32) -> Result<u64> {
    let mut states = Accounts::new(accounts);
    let store = S::open(folder)?;
    store.replay(&mut |account, event| states.apply(account, &event))?;
    store.close()?;
    Ok(states.checksum())
}
