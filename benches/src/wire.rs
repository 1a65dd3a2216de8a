//! How the peers without a format of their own write an event: account, version and event in postcard, one after another.

use std::fmt::Display;

use crate::{bank::AccountEvent, data::BankEvent, fault::Result};

/// Appends `event` to `out`.
pub(crate) fn write(event: &BankEvent, out: &mut Vec<u8>) -> Result<()> {
    let bytes = std::mem::take(out);
    *out = postcard::to_extend(&(event.account, event.version, &event.event), bytes)?;
    Ok(())
}

/// The first event of `bytes`, and what stands behind it.
#[inline]
pub(crate) fn read(bytes: &[u8]) -> Result<(BankEvent, &[u8])> {
    let ((account, version, event), rest) = postcard::take_from_bytes::<(u32, u32, AccountEvent)>(bytes)?;
    Ok((BankEvent { account, version, event }, rest))
}

/// A store holds something else than was put there.
pub(crate) fn corrupt(what: impl Display) -> crate::fault::Fault {
    format!("the store is corrupt: {what}").into()
}
