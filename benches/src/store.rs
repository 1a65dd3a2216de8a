//! What the stores among the peers have in common: a durable log of the bank's events, and ways to read it.

use std::path::Path;

use crate::{bank::AccountEvent, data::BankEvent, fault::Result};

/// A durable, totally ordered log of the bank's events.
pub(crate) trait Store: Sized + Send + 'static {
    /// Opens the log in `folder`, or makes it. Answers when it is ready to be read and appended to.
    fn open(folder: &Path) -> Result<Self>;

    /// How many events it holds.
    fn count(&self) -> Result<u64>;

    /// Appends `batch`, all or none; durable when it returns.
    fn append(&mut self, batch: &[BankEvent]) -> Result<()>;

    /// Flushes and releases the log.
    fn close(self) -> Result<()>;
}

/// A log that can be read while it is open.
pub(crate) trait Read: Store {
    /// Hands `each` the account and the event, from the first event to the last.
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()>;

    /// Hands `each` the events of one account, in order.
    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()>;
}
