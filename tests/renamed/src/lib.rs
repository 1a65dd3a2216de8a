//! Every macro, in a crate that renamed the dependency and denies what it can: generated code must pass where the
//! user's own must.

#![deny(warnings, clippy::pedantic, missing_docs, unreachable_pub, rust_2018_idioms)]

pub mod order;
pub mod raw;
pub mod set;
pub mod shadowed;
pub mod unpreluded;
