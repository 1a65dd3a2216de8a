//! Better names in the code. The wire has names of its own, so no log notices, and neither does the lock.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;

pub use crate::release_3::{
    Cancelled, Charged as PaymentReceived, ChargedV1, Contract, Currency, Paid, Paused as PutOnHold, Plan,
    Resumed as TakenUpAgain, StartedV1,
};

/// A customer subscribes.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.started", version = 2, try_upcast(StartedV1))]
pub struct Subscribed {
    /// Who.
    #[serde(rename = "customer")]
    pub subscriber: String,
    /// To what.
    pub plan: Plan,
}

impl TryFrom<StartedV1> for Subscribed {
    type Error = crate::release_3::NoSuchPlan;

    fn try_from(old: StartedV1) -> std::result::Result<Self, Self::Error> {
        let started = crate::release_3::Started::try_from(old)?;
        Ok(Self { subscriber: started.customer, plan: started.plan })
    }
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
    Cancelled {
        /// What was paid for it.
        paid: Paid,
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

    #[transition(Active(contract) | Paused(contract) => Cancelled)]
    fn cancel(contract: Contract, _event: &Cancelled) -> Self {
        Self::Cancelled { paid: contract.paid }
    }
}

pub(crate) async fn record(stack: &ChronoStack) -> Result<()> {
    let subscriptions = stack.machine::<Subscription>();
    subscriptions.dispatch("fay", Subscribed { subscriber: "Fay".to_owned(), plan: Plan::Family }).await?;
    subscriptions.dispatch("bob", Cancelled {}).await?;
    Ok(())
}
