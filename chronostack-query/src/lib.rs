//! What a person asks a log and its machines, answered as data: the layer below ChronoStack's command line and its dashboard.
//!
//! A log explains itself, so [`EventQuery`], [`streams`], [`Stats`] and [`check`] need no Rust type. States need their reducer: a
//! [`machine`] answers without its type. Nothing here prints, and nothing is collected that could grow with the log: events and streams
//! are shown one by one.

mod capture;
mod check;
mod error;
mod events;
mod import;
mod machine;
mod names;
mod redact;
mod selector;
mod stats;
mod story;
mod streams;

pub use capture::{CaptureError, Captured, capture};
pub use check::{Checked, check};
pub use error::QueryError;
pub use events::{EventQuery, Start, first_position};
pub use import::{ImportError, Imported, import};
pub use machine::{AnyMachine, Moment, Told, machine};
pub use names::nearest;
pub use redact::{Redactor, Rule};
pub use selector::StreamSelector;
pub use stats::{KindStats, Stats, StreamKindStats};
pub use story::{BlameData, StateData, StepData, Story};
pub use streams::{StreamQuery, VisitStream, streams};
