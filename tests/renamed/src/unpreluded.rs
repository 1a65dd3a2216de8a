//! A module in which nothing is in scope by itself.

#![no_implicit_prelude]

use ::core::{clone::Clone, cmp::PartialEq, default::Default, fmt::Debug};
use ::serde::{Deserialize, Serialize};
use ::std::string::String;

/// A nested type.
#[derive(::cs::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// A variant.
    Card,
    /// A variant.
    Transfer {
        /// A field.
        iban: String,
    },
}

/// One event type.
#[derive(::cs::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(version = 2, upcast(PaidV1))]
pub struct Paid {
    /// A field.
    pub method: Method,
}

/// Its first version.
#[derive(::cs::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "paid")]
pub struct PaidV1;

impl ::core::convert::From<PaidV1> for Paid {
    fn from(_: PaidV1) -> Self {
        Self { method: Method::Card }
    }
}

/// A set.
#[derive(::cs::Event, Clone, Debug, PartialEq)]
pub enum Payment {
    /// A variant that wraps.
    Paid(Paid),
    /// A variant of its own.
    Refunded {
        /// A field.
        cents: u64,
    },
    /// A variant without fields.
    Closed,
}

/// A state.
#[derive(::cs::State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// A field.
    pub balance: u64,
}

#[::cs::reducer(event = Payment, otherwise = ignore)]
impl Account {
    fn paid(&mut self, _event: &Paid) {
        self.balance += 1;
    }

    fn refunded(&mut self, Payment::Refunded { cents }: &Payment, meta: &::cs::meta::Meta) {
        self.balance += cents + meta.version;
    }

    #[guard]
    fn is_there(&self, Payment::Refunded { cents }: &Payment) -> ::core::result::Result<(), &'static str> {
        if *cents <= self.balance {
            ::core::result::Result::Ok(())
        } else {
            ::core::result::Result::Err("that much was never paid")
        }
    }
}

/// A state with variants.
#[derive(::cs::State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Account2 {
    /// A variant.
    #[default]
    Empty,
    /// A variant.
    Full {
        /// A field.
        method: Method,
    },
}

#[::cs::reducer(pub enum Paying, group Any = Empty | Full, revision = 3)]
impl Account2 {
    #[transition(Empty => Full)]
    fn fill(event: &Paid) -> Self {
        Self::Full { method: event.method.clone() }
    }

    #[transition(Full { method } => Full)]
    #[retired]
    fn keep(method: Method, _event: &Paid) -> Self {
        Self::Full { method }
    }
}
