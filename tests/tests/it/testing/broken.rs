//! Machines that each break one law, and one that does not.

use std::sync::atomic::{AtomicU64, Ordering};

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "counted")]
pub(super) struct Counted {
    pub(super) by: u8,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "reset")]
pub(super) struct Reset;

fn how_often_asked() -> u64 {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    ASKED.fetch_add(1, Ordering::Relaxed)
}

/// Depends on more than its events, behind a function that no macro sees into.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Moody {
    total: u64,
}

#[reducer(pub(super) enum MoodyEvent)]
impl Moody {
    fn counted(&mut self, event: &Counted) {
        self.total += u64::from(event.by) + how_often_asked();
    }

    fn reset(&mut self, _event: &Reset) {
        self.total = 0;
    }
}

/// Sound, and without an equality of its own; equal sets are walked in different orders.
#[derive(State, Clone, Default, Serialize, Deserialize)]
pub(super) struct Plain {
    seen: std::collections::HashSet<u8>,
    mean: f64,
}

#[reducer(pub(super) enum PlainEvent)]
impl Plain {
    fn counted(&mut self, event: &Counted) {
        self.seen.insert(event.by);
        self.mean = f64::from(event.by) / 0.0;
    }
}

/// Forgets a field when it is written.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Forgetful {
    total: u64,
    #[serde(skip)]
    last: u8,
}

#[reducer(pub(super) enum ForgetfulEvent)]
impl Forgetful {
    fn counted(&mut self, event: &Counted) {
        self.total += u64::from(event.by) + u64::from(self.last);
        self.last = event.by;
    }
}

/// Pays out more than it has, where the amount is a large one.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Vault {
    balance: i64,
    held: i64,
}

#[reducer(pub(super) enum VaultEvent)]
impl Vault {
    fn counted(&mut self, event: &Counted) {
        self.balance += i64::from(event.by);
    }

    fn reset(&mut self, _event: &Reset) {
        self.held = self.balance;
        self.balance = self.balance.min(99);
    }

    #[invariant]
    fn is_not_negative(&self) -> bool {
        self.balance >= 0 && self.held >= 0
    }

    #[invariant]
    fn balance_covers_holds(&self) -> Result<(), String> {
        if self.held <= self.balance { Ok(()) } else { Err(format!("{} short", self.held - self.balance)) }
    }
}

/// Its event is not read as it was written, by functions that no macro sees into.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "priced")]
pub(super) struct Priced {
    #[schema(as = u64)]
    #[serde(with = "off_by_one")]
    cents: u64,
}

mod off_by_one {
    #![allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this signature")]

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(cents: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        cents.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        u64::deserialize(deserializer).map(|cents| cents.saturating_add(1))
    }
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Price {
    cents: u64,
}

#[reducer(pub(super) enum PriceEvent)]
impl Price {
    fn priced(&mut self, event: &Priced) {
        self.cents = event.cents;
    }
}

/// Leads elsewhere than its row says, behind a function that no macro sees into.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Lamp {
    #[default]
    Off,
    On,
    Broken,
}

fn switched(by: u8) -> Lamp {
    if by >= 64 { Lamp::Broken } else { Lamp::On }
}

#[reducer(pub(super) enum LampEvent, otherwise = ignore)]
impl Lamp {
    #[transition(Off => On)]
    fn switch_on(event: &Counted) -> Self {
        switched(event.by)
    }

    #[transition(On | Broken => Off)]
    fn switch_off(_event: &Reset) -> Self {
        Lamp::Off
    }
}

/// Who came in goes in and out for ever; who was turned away is at an end.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Visit {
    #[default]
    Asked,
    Inside,
    Outside,
    #[state(terminal)]
    TurnedAway,
}

#[reducer(pub(super) enum VisitEvent, otherwise = reject)]
impl Visit {
    #[transition(Asked => Inside | TurnedAway)]
    fn answer(event: &Counted) -> Self {
        if event.by > 0 { Visit::Inside } else { Visit::TurnedAway }
    }

    #[transition(Inside => Outside)]
    fn leave(_event: &Reset) -> Self {
        Visit::Outside
    }

    #[transition(Outside => Inside)]
    fn come_back(_event: &Counted) -> Self {
        Visit::Inside
    }
}

/// `Closed` is a dead end that does not say so, `Lost` is out of reach.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Shop {
    #[default]
    Open,
    Closed,
    Lost,
}

#[reducer(pub(super) enum ShopEvent, otherwise = reject)]
impl Shop {
    #[transition(Open => Closed)]
    fn close(_event: &Reset) -> Self {
        Shop::Closed
    }

    #[transition(Lost => Open)]
    fn find(_event: &Counted) -> Self {
        Shop::Open
    }
}
