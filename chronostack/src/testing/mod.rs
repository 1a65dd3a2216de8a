//! What tests are made of.
//!
//! | for | use |
//! |---|---|
//! | tests by hand | [`given`]`(events).when(event).then(..)` |
//! | a test for each recorded history, and the [`laws`] | [`replay_tests!`](crate::replay_tests!) |
//! | a committed diagram that is equal to the code | [`assert_diagram`] |
//! | time under a test's control | [`ManualClock`] |
//! | a log of your own | [`log_contract!`] |
//!
//! # Recorded histories
//!
//! A history is a file of CloudEvents lines, as [`History::to_jsonl`](crate::history::History::to_jsonl) writes them. Its first
//! test run makes an insta snapshot beside it, in `snapshots`: what every event was and what it changed, to be read in review.
//! It is accepted like any other, by `cargo insta review` or with `INSTA_UPDATE=always`.
//!
//! # Environment
//!
//! - `CHRONOSTACK_SEED=n` repeats a run of the random histories; a failure names its seed.
//! - `CHRONOSTACK_UPDATE=diagram` writes the diagrams that [`assert_diagram`] compares.

mod answer;
mod clock;
mod diagram;
mod equality;
mod expectation;
mod given;
mod law;
pub mod laws;
pub mod log_contract;
mod payload;
mod random;
mod replay;
mod states;
mod suite;
mod words;

pub use answer::Answer;
pub use clock::ManualClock;
pub use diagram::assert_diagram;
#[doc(hidden)]
pub use equality::{Equality, NoEquality};
pub use expectation::{Expectation, Rejected, rejected};
pub use given::{Given, When, given};
pub use log_contract::log_contract;
#[doc(hidden)]
pub use suite::{RecordedHistory, Suite};
