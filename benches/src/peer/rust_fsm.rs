//! The account in rust-fsm: the machine says what is to be done, the data stand beside it.

use rust_fsm::state_machine;

use crate::bank::AccountEvent;

state_machine! {
    pub(crate) machine(New)

    New(Open) => Active [Name],
    Active => {
        Deposit => Active [Add],
        Withdraw => Active [Subtract],
        Close => Done
    }
}

/// The machine and the data.
#[derive(Default)]
pub(crate) struct Account {
    machine: machine::StateMachine,
    owner: String,
    pub(crate) cents: u64,
}

/// Moves `account`; whether the event was legal.
#[inline]
pub(crate) fn apply(account: &mut Account, event: &AccountEvent) -> bool {
    let input = match event {
        AccountEvent::Opened(_) => machine::Input::Open,
        AccountEvent::Deposited(_) => machine::Input::Deposit,
        AccountEvent::Withdrawn(_) => machine::Input::Withdraw,
        AccountEvent::Closed(_) => machine::Input::Close,
    };
    let Ok(output) = account.machine.consume(&input) else { return false };
    match (output, event) {
        (Some(machine::Output::Name), AccountEvent::Opened(opened)) => account.owner.clone_from(&opened.owner),
        (Some(machine::Output::Add), AccountEvent::Deposited(deposited)) => account.cents += deposited.cents,
        (Some(machine::Output::Subtract), AccountEvent::Withdrawn(withdrawn)) => account.cents -= withdrawn.cents,
        _ => {}
    }
    true
}
