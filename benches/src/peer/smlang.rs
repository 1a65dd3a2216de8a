//! The account in smlang: a transition table whose actions change the context.

#![allow(elided_lifetimes_in_paths, reason = "smlang's generated code leaves them out")]

use smlang::statemachine;

use crate::bank::{AccountEvent, Deposited, Opened, Withdrawn};

statemachine! {
    name: Account,
    transitions: {
        *New + Open(&'a Opened) / open = Active,
        Active + Deposit(&'a Deposited) / deposit = Active,
        Active + Withdraw(&'a Withdrawn) / withdraw = Active,
        Active + Close = Done,
    }
}

/// What the states share.
#[derive(Default)]
pub(crate) struct Context {
    owner: String,
    cents: u64,
}

impl AccountStateMachineContext for Context {
    fn open(&mut self, event: &Opened) -> Result<(), ()> {
        self.owner.clone_from(&event.owner);
        Ok(())
    }

    fn deposit(&mut self, event: &Deposited) -> Result<(), ()> {
        self.cents += event.cents;
        Ok(())
    }

    fn withdraw(&mut self, event: &Withdrawn) -> Result<(), ()> {
        self.cents -= event.cents;
        Ok(())
    }
}

pub(crate) fn account() -> AccountStateMachine<Context> {
    AccountStateMachine::new(Context::default())
}

/// Moves `account`; whether the event was legal.
#[inline]
pub(crate) fn apply(account: &mut AccountStateMachine<Context>, event: &AccountEvent) -> bool {
    let event = match event {
        AccountEvent::Opened(opened) => AccountEvents::Open(opened),
        AccountEvent::Deposited(deposited) => AccountEvents::Deposit(deposited),
        AccountEvent::Withdrawn(withdrawn) => AccountEvents::Withdraw(withdrawn),
        AccountEvent::Closed(_) => AccountEvents::Close,
    };
    account.process_event(event).is_ok()
}

pub(crate) fn cents(account: &AccountStateMachine<Context>) -> u64 {
    account.context().cents
}
