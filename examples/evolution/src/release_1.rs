//! The first release.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;

/// A customer subscribes.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.started")]
pub struct Started {
    /// Who.
    pub customer: String,
    /// To what.
    pub plan: String,
}

/// They paid.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.charged")]
pub struct Charged {
    /// How much.
    pub cents: u32,
}

/// They leave.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.cancelled")]
pub struct Cancelled {}

/// A subscription.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Subscription {
    /// Nobody has it yet.
    #[default]
    None,
    /// It runs.
    Active {
        /// Whose it is.
        customer: String,
        /// What it is.
        plan: String,
        /// What was paid for it so far.
        paid_cents: u64,
    },
    /// It is over.
    #[state(terminal)]
    Cancelled {
        /// What was paid for it.
        paid_cents: u64,
    },
}

#[reducer(pub enum SubscriptionEvent, otherwise = reject)]
impl Subscription {
    #[transition(None => Active)]
    fn start(event: &Started) -> Self {
        Self::Active { customer: event.customer.clone(), plan: event.plan.clone(), paid_cents: 0 }
    }

    #[transition(Active { customer, plan, paid_cents } => Active)]
    fn charge(customer: String, plan: String, paid_cents: u64, event: &Charged) -> Self {
        Self::Active { customer, plan, paid_cents: paid_cents + u64::from(event.cents) }
    }

    #[transition(Active { paid_cents, .. } => Cancelled)]
    fn cancel(paid_cents: u64, _event: &Cancelled) -> Self {
        Self::Cancelled { paid_cents }
    }
}

pub(crate) async fn record(stack: &ChronoStack) -> Result<()> {
    let subscriptions = stack.machine::<Subscription>();
    for (id, customer, plan) in [("ann", "Ann", "basic"), ("bob", "Bob", "family"), ("cat", "Cat", "basic")] {
        let started = Started { customer: customer.to_owned(), plan: plan.to_owned() };
        subscriptions.dispatch(id, started).await?;
        subscriptions.dispatch(id, Charged { cents: 900 }).await?;
    }
    subscriptions.dispatch("cat", Cancelled {}).await?;
    Ok(())
}
