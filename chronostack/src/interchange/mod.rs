//! How recorded events leave ChronoStack and enter it: a line of CloudEvents 1.0 JSON each.
//!
//! | member | what it holds |
//! |---|---|
//! | `specversion` | `1.0` |
//! | `id` | the event's [id](crate::id::EventId), kept by export and import |
//! | `source` | `urn:chronostack:` and the id of the log that first recorded it |
//! | `type`, `schemaversion` | the event type's name and version |
//! | `subject`, `streamversion` | its stream and its version there |
//! | `position` | its position in the log that it was exported from |
//! | `time` | when that log recorded it, RFC 3339 |
//! | `datacontenttype`, `data` | `application/json`, and the payload |
//! | `correlationid`, `causationids` | ids of events, the latter separated by commas |
//! | `fingerprint` | of the state after it, where that was recorded: 32 hexadecimal digits |
//! | `logicaltime` | its [logical time](crate::time::LogicalTime), where that is later than `time` |
//! | `occurredat`, `actor`, `service`, `lane`, `traceparent`, `transition`, `idempotencykey` | the rest of its [meta](crate::meta::Meta) |
//! | `payloadschema` | the codec and the shape of its type's payloads, as a text that holds JSON: an export gives it with the first event of each type, so that a log takes them in that does not know the type |
//!
//! What an event does not have is left out; members unknown here are ignored. Versions and positions are written as JSON
//! numbers, and read as numbers or texts of digits; past 2³¹ - 1 they are larger than what CloudEvents calls an
//! Integer.
//!
//! [`CloudEvent`] is untyped: with a [`Record`](crate::log::Record), whose schema the log keeps, no Rust type is needed. [`Batches`]
//! makes commits of lines.
//! [`ImportOrder`] says what may be imported in which order, [`merged`] brings several logs' events into such an order, and a
//! [`NewRecord`](crate::log::NewRecord) made of a [`Record`](crate::log::Record) keeps what that log recorded of it.

mod batches;
mod cloud_event;
mod error;
mod import_order;
mod line;
mod merged;
mod typed;

#[cfg(test)]
mod tests;

pub use batches::{Batch, BatchCause, BatchError, Batches};
pub use cloud_event::CloudEvent;
pub use error::{ExportCause, ExportError, LineError};
pub use import_order::{ImportOrder, ImportOrderError};
pub use merged::merged;
