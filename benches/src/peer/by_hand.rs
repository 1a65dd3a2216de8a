//! The account as one writes it without a library: a `match` that changes the state in place.

use crate::bank::{Account, AccountEvent};

/// Moves `account`; whether the event was legal.
#[inline]
pub(crate) fn apply(account: &mut Account, event: &AccountEvent) -> bool {
    match (&mut *account, event) {
        (Account::New, AccountEvent::Opened(opened)) => {
            *account = Account::Open { owner: opened.owner.clone(), cents: 0 };
        }
        (Account::Open { cents, .. }, AccountEvent::Deposited(deposited)) => *cents += deposited.cents,
        (Account::Open { cents, .. }, AccountEvent::Withdrawn(withdrawn)) => *cents -= withdrawn.cents,
        (Account::Open { cents, .. }, AccountEvent::Closed(_)) => *account = Account::Closed { cents: *cents },
        _ => return false,
    }
    true
}
