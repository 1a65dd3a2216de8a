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
