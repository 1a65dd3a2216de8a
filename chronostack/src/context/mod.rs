//! What surrounds the code that runs: why it runs, for whom, and in which trace, so that nobody has to hand ids on.
//!
//! Whatever handles an event, a request or a message runs in a [`Context`]; every `dispatch` and `decide` within takes its causes,
//! actor, lane and trace parent from it. No executor takes part: a context is the thread's own, and [`Scoped`] sets it for as long
//! as a future is polled.
//!
//! | where the work goes on | how the context goes along |
//! |---|---|
//! | `.await`, `join!`, `select!`, a future in a future | by itself |
//! | `tokio::spawn(work)` and the like | `tokio::spawn(work.with_current_context())`, by [`WithContext`] |
//! | `std::thread::spawn(f)`, `spawn_blocking(f)` | `std::thread::spawn(Context::current().bind(f))` |
//! | a channel, a queue, another process | [`Carried::new(message)`](Carried), which serde writes |
//! | HTTP | the crate `chronostack-http` |
//!
//! ```
//! # use chronostack::prelude::*;
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # pub struct Placed { pub cents: u64 }
//! # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
//! # pub struct Sales { cents: u64 }
//! # #[reducer(pub enum SalesEvent)]
//! # impl Sales {
//! #     fn placed(&mut self, event: &Placed) { self.cents += event.cents; }
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> { pollster::block_on(async {
//! use chronostack::context::Context;
//!
//! # let stack = ChronoStack::in_memory();
//! # let sales = stack.machine::<Sales>();
//! let placed = sales.dispatch("shop-1", Placed { cents: 700 }).await?;
//! let context = Context::current().handling(&placed).with_actor("ann");
//! let booked = context.scope(async { sales.dispatch("all", Placed { cents: 700 }).await }).await?;
//!
//! let meta = &booked.events[0].meta;
//! assert_eq!(meta.causes, [placed.events[0].meta.id]);
//! assert_eq!(meta.actor.as_deref(), Some("ann"));
//! # Ok(()) }) }
//! ```

mod carried;
#[allow(clippy::module_inception, reason = "the context itself is the one concept of its file")]
mod context;
mod current;
mod scoped;
mod trace_context;
mod trace_parent;
mod trace_state;

pub use carried::Carried;
pub use context::Context;
pub use scoped::{Scoped, WithContext};
pub use trace_context::{InvalidTraceContext, TraceContext};
pub use trace_parent::{InvalidTraceParent, TraceParent};
pub use trace_state::{InvalidTraceState, TraceState};
