//! The account in statig: two states with local storage.

use statig::{blocking::InitializedStateMachine, prelude::*};

use crate::bank::AccountEvent;

/// What the states share: the balance, and whether an event had no place.
#[derive(Default)]
pub(crate) struct Account {
    cents: u64,
    rejected: bool,
}

#[state_machine(initial = "State::fresh()", state(derive(Debug)))]
impl Account {
    #[state]
    fn fresh(&mut self, event: &AccountEvent) -> Outcome<State> {
        match event {
            AccountEvent::Opened(opened) => Transition(State::open(opened.owner.clone())),
            _ => self.reject(),
        }
    }

    #[state]
    #[expect(clippy::ptr_arg, reason = "statig hands a state's data over as they are stored")]
    fn open(&mut self, owner: &mut String, event: &AccountEvent) -> Outcome<State> {
        debug_assert!(!owner.is_empty(), "an open account has an owner");
        match event {
            AccountEvent::Deposited(deposited) => self.cents += deposited.cents,
            AccountEvent::Withdrawn(withdrawn) => self.cents -= withdrawn.cents,
            AccountEvent::Closed(_) => return Transition(State::closed()),
            AccountEvent::Opened(_) => return self.reject(),
        }
        Handled
    }

    #[state]
    fn closed(&mut self) -> Outcome<State> {
        self.reject()
    }
}

impl Account {
    fn reject(&mut self) -> Outcome<State> {
        self.rejected = true;
        Handled
    }
}

pub(crate) fn account() -> InitializedStateMachine<Account> {
    Account::default().uninitialized_state_machine().init()
}

/// Moves `account`; whether the event was legal.
#[inline]
pub(crate) fn apply(account: &mut InitializedStateMachine<Account>, event: &AccountEvent) -> bool {
    account.handle(event);
    !account.inner().rejected
}

pub(crate) fn cents(account: &InitializedStateMachine<Account>) -> u64 {
    account.inner().cents
}
