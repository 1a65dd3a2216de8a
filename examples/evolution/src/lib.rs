//! A machine through five releases, each of which reads what all before it recorded.
//!
//! | release | what changes | what becomes of old logs |
//! |---|---|---|
//! | [1](release_1) | a subscription is started, charged, cancelled | |
//! | [2](release_2) | a charge has a currency | `subscription.charged` 2, made of 1 by `From` |
//! | [3](release_3) | plans are an enum; a subscription may pause | `subscription.started` 2, made of 1 by `TryFrom`; new events |
//! | [4](release_4) | types and fields get better names | nothing: the wire stays as it was |
//! | [5](release_5) | a subscription ends for a reason, and is not cancelled any more | the old event's row is retired: it is folded, and not taken anew |
//!
//! In a project of your own these are five commits of one file; here they stand beside each other, so that each can be run. The logs in
//! `releases` were written by the release that they are named after, each on top of the one before. The schema lock of each release is there too,
//! as that release committed it.

pub mod release_1;
pub mod release_2;
pub mod release_3;
pub mod release_4;
pub mod release_5;

mod releases;

pub use releases::{RELEASES, Release, Result, copy_log};
