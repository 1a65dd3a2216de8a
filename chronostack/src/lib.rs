//! Event-sourced state machines whose every moment can be replayed.

#[allow(unused_extern_crates, reason = "the generated code of this crate's own tests reaches it by name")]
extern crate self as chronostack;

pub mod codec;
mod const_message;
pub mod diff;
pub mod event;
pub mod history;
pub mod id;
pub mod interchange;
pub mod limits;
pub mod log;
pub mod machine;
pub mod meta;
pub mod prelude;
pub mod replay;
pub mod schema;
pub mod snapshot;
pub mod stack;
pub mod state;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use chronostack_macros::{Event, Schema, State, reducer};
pub use event::Event;
pub use history::History;
pub use schema::Schema;
pub use stack::{ChronoStack, Machine};
pub use state::State;
pub use time::{Clock, Timestamp};
