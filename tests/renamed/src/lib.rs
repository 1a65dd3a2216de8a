//! Every macro, in a crate that renamed the dependency and denies what it can: generated code must pass where the
//! user's own must.

#![deny(warnings, clippy::pedantic, missing_docs, unreachable_pub, rust_2018_idioms)]
// Lints that are off by default, and that generated code could trip over; the tests below may.
#![cfg_attr(
    not(test),
    deny(
        explicit_outlives_requirements,
        let_underscore_drop,
        missing_debug_implementations,
        redundant_lifetimes,
        single_use_lifetimes,
        trivial_casts,
        trivial_numeric_casts,
        unused_lifetimes,
        unused_qualifications,
        unused_results,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used,
        clippy::use_self
    )
)]

pub mod order;
pub mod raw;
pub mod set;
pub mod shadowed;
pub mod unpreluded;
