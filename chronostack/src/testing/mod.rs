//! What tests are made of.
//!
//! - [`given`]: tests by hand.
//! - [`replay_tests!`](crate::replay_tests!): a test for each recorded history, and the [`laws`] of the machine.
//! - [`assert_diagram`]: a committed diagram that is equal to the code.
//! - [`ManualClock`]: time under a test's control.
//! - [`log_contract!`]: the suite for other people's logs.

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
