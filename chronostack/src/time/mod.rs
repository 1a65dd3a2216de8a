//! Timestamps, the clock that gives them, and the time that follows causes.

mod clock;
mod logical;

pub use clock::{Clock, SystemClock};
pub use jiff::Timestamp;
pub use logical::LogicalTime;
