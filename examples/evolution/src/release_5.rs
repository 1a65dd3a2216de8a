//! A subscription ends for a reason. `subscription.cancelled` is not recorded any more, and what was recorded of it is still folded.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;

pub use crate::release_4::{
    Cancelled, ChargedV1, Contract, Currency, Paid, PaymentReceived, Plan, PutOnHold, StartedV1, Subscribed,
    TakenUpAgain,
};

/// It is over.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.ended")]
pub struct Ended {
    /// Why.
    pub reason: Reason,
}

/// Why a subscription ends.
#[derive(Schema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Nobody asked before release 5.
    Unknown,
    /// The customer wants it so.
    Customer {
        /// What they said about it.
        said: Option<String>,
    },
    /// Nobody paid.
    Unpaid,
}

/// A subscription.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Subscription {
    /// Nobody has it yet.
    #[default]
    None,
    /// It runs.
    Active(Contract),
    /// It rests.
    Paused(Contract),
    /// It is over.
    #[state(terminal)]
    Ended {
        /// What was paid for it.
        paid: Paid,
        /// Why it is over.
        reason: Reason,
    },
}

#[reducer(pub enum SubscriptionEvent, otherwise = reject)]
impl Subscription {
    #[transition(None => Active)]
    fn start(event: &Subscribed) -> Self {
        Self::Active(Contract { customer: event.subscriber.clone(), plan: event.plan, paid: Paid::default() })
    }

    #[transition(Active(contract) => Active)]
    fn receive(contract: Contract, event: &PaymentReceived) -> Self {
        Self::Active(Contract { paid: contract.paid.plus(event.cents, event.currency), ..contract })
    }

    #[transition(Active(contract) => Paused)]
    fn hold(contract: Contract, _event: &PutOnHold) -> Self {
        Self::Paused(contract)
    }

    #[transition(Paused(contract) => Active)]
    fn go_on(contract: Contract, _event: &TakenUpAgain) -> Self {
        Self::Active(contract)
    }

    #[transition(Active(contract) | Paused(contract) => Ended)]
    fn end(contract: Contract, event: &Ended) -> Self {
        Self::Ended { paid: contract.paid, reason: event.reason.clone() }
    }

    #[retired]
    #[transition(Active(contract) | Paused(contract) => Ended)]
    fn cancel(contract: Contract, _event: &Cancelled) -> Self {
        Self::Ended { paid: contract.paid, reason: Reason::Unknown }
    }
}

pub(crate) async fn record(stack: &ChronoStack) -> Result<()> {
    let subscriptions = stack.machine::<Subscription>();
    let said = Some("too expensive".to_owned());
    subscriptions.dispatch("ann", Ended { reason: Reason::Customer { said } }).await?;
    subscriptions.dispatch("dan", Ended { reason: Reason::Unpaid }).await?;
    Ok(())
}
