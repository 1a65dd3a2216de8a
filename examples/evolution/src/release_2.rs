//! A charge has a currency. All that were recorded before were in euro.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;

pub use crate::release_1::{Cancelled, Charged as ChargedV1, Started};

/// They paid.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "subscription.charged", version = 2, upcast(ChargedV1))]
pub struct Charged {
    /// How much.
    pub cents: u64,
    /// Of what.
    pub currency: Currency,
}

/// What money is counted in.
#[derive(Schema, Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Currency {
    /// Euro.
    #[default]
    Eur,
    /// US dollars.
    Usd,
}

impl From<ChargedV1> for Charged {
    fn from(old: ChargedV1) -> Self {
        Self { cents: old.cents.into(), currency: Currency::Eur }
    }
}

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
        paid: Paid,
    },
    /// It is over.
    #[state(terminal)]
    Cancelled {
        /// What was paid for it.
        paid: Paid,
    },
}

/// What was paid in each currency.
#[derive(Schema, Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// In euro.
    pub eur_cents: u64,
    /// In US dollars.
    pub usd_cents: u64,
}

impl Paid {
    /// With `cents` more.
    #[must_use]
    pub fn plus(mut self, cents: u64, currency: Currency) -> Self {
        match currency {
            Currency::Eur => self.eur_cents += cents,
            Currency::Usd => self.usd_cents += cents,
        }
        self
    }
}

#[reducer(pub enum SubscriptionEvent, otherwise = reject)]
impl Subscription {
    #[transition(None => Active)]
    fn start(event: &Started) -> Self {
        Self::Active { customer: event.customer.clone(), plan: event.plan.clone(), paid: Paid::default() }
    }

    #[transition(Active { customer, plan, paid } => Active)]
    fn charge(customer: String, plan: String, paid: Paid, event: &Charged) -> Self {
        Self::Active { customer, plan, paid: paid.plus(event.cents, event.currency) }
    }

    #[transition(Active { paid, .. } => Cancelled)]
    fn cancel(paid: Paid, _event: &Cancelled) -> Self {
        Self::Cancelled { paid }
    }
}

pub(crate) async fn record(stack: &ChronoStack) -> Result<()> {
    let subscriptions = stack.machine::<Subscription>();
    subscriptions.dispatch("ann", Charged { cents: 900, currency: Currency::Eur }).await?;
    subscriptions.dispatch("dan", Started { customer: "Dan".to_owned(), plan: "family".to_owned() }).await?;
    subscriptions.dispatch("dan", Charged { cents: 1_200, currency: Currency::Usd }).await?;
    Ok(())
}
