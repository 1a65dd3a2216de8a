//! Event-sourced state machines whose every moment can be replayed.
//!
//! Annotate domain types, and get a state that is derived from recorded events and from nothing else:
//!
//! - [`Event`], [`Schema`] and [`State`] are derived; [`reducer`] turns an impl into a [`machine::Reducer`] with a table that the
//!   compiler checks.
//! - [`ChronoStack`] is a log with a clock, [`Machine`] one reducer's streams in it: dispatch, decide, load.
//! - [`History`] is a story of events as pure data: any state of it, differences, blame, search, what if.
//! - The feature `testing` adds `replay_tests!`, `given(..).when(..).then(..)` and the suite that every [`log::Log`] must pass.
//! - The features `uuid`, `chrono` and `time` add the shapes of those crates' types.
//!
//! ```
//! use chronostack::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! #[event(name = "counter.added")]
//! struct Added {
//!     amount: u64,
//! }
//!
//! #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
//! struct Counter {
//!     total: u64,
//! }
//!
//! #[reducer(enum CounterEvent)]
//! impl Counter {
//!     fn added(&mut self, event: &Added) {
//!         self.total += event.amount;
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # pollster::block_on(async {
//! let stack = ChronoStack::in_memory(); // ChronoStack::open("counters.chrono")? is durable
//! let counters = stack.machine::<Counter>();
//! counters.dispatch("visits", Added { amount: 2 }).await?;
//! counters.dispatch("visits", Added { amount: 3 }).await?;
//! assert_eq!(counters.load("visits").await?.total, 5);
//! assert_eq!(counters.at("visits", 1).await?.total, 2);
//! # Ok(())
//! # })
//! # }
//! ```

#[allow(unused_extern_crates, reason = "the generated code of this crate's own tests reaches it by name")]
extern crate self as chronostack;

pub mod causality;
pub mod cause;
pub mod codec;
mod const_message;
pub mod context;
pub mod diff;
pub mod event;
pub mod fingerprint;
mod footprint;
pub mod history;
pub mod id;
pub mod interchange;
pub mod limits;
pub mod log;
pub mod machine;
pub mod meta;
pub mod prelude;
pub mod profile;
pub mod replay;
pub mod schema;
pub mod snapshot;
pub mod stack;
pub mod state;
mod sync;
pub mod task;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(feature = "testing")]
pub use chronostack_macros::replay_tests;
pub use chronostack_macros::{Event, Schema, State, reducer, tracked};
pub use event::Event;
pub use history::History;
pub use profile::Profiling;
pub use schema::Schema;
pub use stack::{ChronoStack, Machine};
pub use state::State;
pub use time::{Clock, LogicalTime, Timestamp};

/// The README's program, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
