//! Plans are an enum, and a subscription may pause. A plan was any text before: one that is none is an error with its place.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;

pub use crate::release_2::{Cancelled, Charged, ChargedV1, Currency, Paid, Started as StartedV1};

/// A customer subscribes.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.started", version = 2, try_upcast(StartedV1))]
pub struct Started {
    /// Who.
    pub customer: String,
    /// To what.
    pub plan: Plan,
}

/// What one can subscribe to.
#[derive(Schema, Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Plan {
    /// For one.
    Basic,
    /// For all under one roof.
    Family,
}

/// A recorded plan that was never sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchPlan(String);

impl std::fmt::Display for NoSuchPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no plan `{}`", self.0)
    }
}

impl std::error::Error for NoSuchPlan {}

impl TryFrom<StartedV1> for Started {
    type Error = NoSuchPlan;

    fn try_from(old: StartedV1) -> std::result::Result<Self, NoSuchPlan> {
        let plan = match old.plan.as_str() {
            "basic" => Plan::Basic,
            "family" => Plan::Family,
            _ => return Err(NoSuchPlan(old.plan)),
        };
        Ok(Self { customer: old.customer, plan })
    }
}

/// It rests for a while.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.paused")]
pub struct Paused {}

/// It goes on.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.resumed")]
pub struct Resumed {}

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

/// What a running subscription is.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// Whose it is.
    pub customer: String,
    /// What it is.
    pub plan: Plan,
    /// What was paid for it so far.
    pub paid: Paid,
}

#[reducer(pub enum SubscriptionEvent, otherwise = reject)]
impl Subscription {
    #[transition(None => Active)]
    fn start(event: &Started) -> Self {
        Self::Active(Contract { customer: event.customer.clone(), plan: event.plan, paid: Paid::default() })
    }

    #[transition(Active(contract) => Active)]
    fn charge(contract: Contract, event: &Charged) -> Self {
        Self::Active(Contract { paid: contract.paid.plus(event.cents, event.currency), ..contract })
    }

    #[transition(Active(contract) => Paused)]
    fn pause(contract: Contract, _event: &Paused) -> Self {
        Self::Paused(contract)
    }

    #[transition(Paused(contract) => Active)]
    fn resume(contract: Contract, _event: &Resumed) -> Self {
        Self::Active(contract)
    }

    #[transition(Active(contract) | Paused(contract) => Cancelled)]
    fn cancel(contract: Contract, _event: &Cancelled) -> Self {
        Self::Cancelled { paid: contract.paid }
    }
}

pub(crate) async fn record(stack: &ChronoStack) -> Result<()> {
    let subscriptions = stack.machine::<Subscription>();
    subscriptions.dispatch("eve", Started { customer: "Eve".to_owned(), plan: Plan::Basic }).await?;
    subscriptions.dispatch("ann", Paused {}).await?;
    subscriptions.dispatch("bob", Paused {}).await?;
    subscriptions.dispatch("bob", Resumed {}).await?;
    Ok(())
}
