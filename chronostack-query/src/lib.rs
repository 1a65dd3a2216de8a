//! What a person asks a log and its machines, answered as data: the layer below ChronoStack's command line and its dashboard.
//!
//! A log explains itself, so [`EventQuery`], [`streams`], [`Stats`] and [`check`] need no Rust type. States need their reducer: a
//! [`machine`] answers without its type. Nothing here prints, and nothing is collected that could grow with the log: events and streams
//! are shown one by one.

mod answers;
mod blame;
mod capture;
mod check;
mod divergence;
mod error;
mod events;
mod expression;
mod import;
mod json_schema;
mod machine;
mod machine_data;
mod made_up;
mod mask;
mod names;
mod part;
mod redact;
mod selector;
mod stats;
mod story;
mod streams;
mod what_if;

pub use answers::{BlameData, StateData, StepBrief, StepData};
pub use capture::{CaptureError, Captured, capture, capture_lines};
pub use check::{Checked, check};
pub use divergence::DivergenceData;
pub use error::QueryError;
pub use events::{EventQuery, Start, first_position, first_version};
pub use expression::{Expression, ExpressionError};
pub use import::{ImportError, Imported, import};
pub use json_schema::{example, json_schema};
pub use machine::{AnyMachine, Moment, Told, machine};
pub use machine_data::{MachineData, MachineEvent, MachineGuard, MachineState, MachineTransition};
pub use mask::{MASKED, Mask};
pub use names::nearest;
pub use part::Part;
pub use redact::{Redactor, Rule};
pub use selector::StreamSelector;
pub use stats::{KindStats, Stats, StreamKindStats};
pub use story::Story;
pub use streams::{StreamQuery, VisitStream, streams};
pub use what_if::{EditData, FutureEnd, FutureRow, FutureStep, NewEvent, RefusedData, WhatIf, WhatIfError};
