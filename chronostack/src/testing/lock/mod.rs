//! The schema lock: `chronostack.lock` at the crate's root holds how every recorded event looks on the wire, so that a change that
//! old logs would not survive is refused by a test, before it is deployed.
//!
//! The lock has a section for each kind of stream. The test that [`replay_tests!`](crate::replay_tests!) makes compares it with the code:
//! what is new is written with `CHRONOSTACK_UPDATE=lock`; what breaks old logs needs a new version of the event, or
//! `CHRONOSTACK_UPDATE=break` with `CHRONOSTACK_REASON="why"`, which is kept in the lock. It also knows what the logic of each machine was, and how
//! the recorded histories ended by it.

#![allow(
    clippy::format_push_string,
    reason = "texts of some lines: `write!` to a string would have errors to pass over, which cannot be"
)]

mod advice;
mod code;
mod compare;
mod consent;
mod effect;
mod endings;
mod hash;
mod key;
mod locked;
mod logic;
mod moved;
mod read;
mod report;
mod rust;
mod samples;
mod seal;
mod store;
mod write;

pub use code::Code;
pub use consent::Consent;
pub use endings::Ending;
pub use locked::{Broken, Lock, LockedEnding, LockedEvent, LockedMachine, LockedStream, Rewritten, Sealed};
pub use read::LockError;
pub use store::LOCK_FILE;
pub use store::{check, check_logic, verify_sealed};
