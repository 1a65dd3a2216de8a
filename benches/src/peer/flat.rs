//! No store at all: postcard events with owned strings, one after another in one buffer in memory. What decoding costs.

use crate::{bank::AccountEvent, data::BankEvent, fault::Result, wire};

pub(crate) struct Flat(Vec<u8>);

impl Flat {
    pub(crate) fn new(events: &[BankEvent]) -> Result<Self> {
        let mut bytes = Vec::new();
        for event in events {
            wire::write(event, &mut bytes)?;
        }
        Ok(Self(bytes))
    }

    #[inline]
    pub(crate) fn replay(&self, mut each: impl FnMut(u32, AccountEvent) -> Result<()>) -> Result<()> {
        let mut rest = self.0.as_slice();
        while !rest.is_empty() {
            let (event, behind) = wire::read(rest)?;
            each(event.account, event.event)?;
            rest = behind;
        }
        Ok(())
    }
}
