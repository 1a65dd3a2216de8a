//! All of this crate's tests in one binary, which links once.

#![allow(unreachable_pub, reason = "the machines here are written as a user writes them")]

mod contract;
mod damage;
mod machine;
mod opening;
mod processes;
mod sample;
mod snapshots;
mod transactions;
