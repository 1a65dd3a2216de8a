//! The account as one writes it without a library: a `match` that changes the state in place.

use crate::bank::{Account, AccountEvent};

/// Moves `account`; whether the event was legal.
#[inline]
pub(crate) fn apply(account: &mut Account, event: &AccountEvent) -> bool {
    // One match inside the other: matching the pair takes nearly twice the instructions.
    match event {
        AccountEvent::Opened(opened) => {
            let Account::New = account else { return false };
            *account = Account::Open { owner: opened.owner.clone(), cents: 0 };
        }
        AccountEvent::Deposited(deposited) => {
            let Account::Open { cents, .. } = account else { return false };
            *cents += deposited.cents;
        }
        AccountEvent::Withdrawn(withdrawn) => {
            let Account::Open { cents, .. } = account else { return false };
            *cents -= withdrawn.cents;
        }
        AccountEvent::Closed(_) => {
            let Account::Open { cents, .. } = account else { return false };
            *account = Account::Closed { cents: *cents };
        }
    }
    true
}
