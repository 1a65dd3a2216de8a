//! A ChronoStack log as OpenTelemetry spans, sent to any collector.
//!
//! Every event becomes a span, but for those of tasks: its first cause is the span's parent, further causes are links, and what was recorded beside it stands in
//! attributes. Nothing is measured while dispatching: the spans are made of what the log holds, so those of last year can be sent today, as often as one likes, and come
//! out the same.
//!
//! | of the event | of the span |
//! |---|---|
//! | its `traceparent`, else its correlation id | the trace's id |
//! | its id | the span's id |
//! | its type | the name |
//! | `occurred_at`, else `recorded_at`; `recorded_at` | start; end |
//! | first cause, else the `traceparent` in force, unless the trace starts here | the parent |
//! | further causes | links |
//! | the service | the resource's `service.name` |
//! | stream, version, position, transition, actor, lane, causes | attributes `chronostack.*` |
//!
//! A [task](chronostack::task) is one span, from its start to its end, with one below it for each attempt after the first. They are sent when the task has
//! ended: what a task recorded whose process was killed stands below a span that never comes. Payloads are not sent.
//!
//! ```no_run
//! use chronostack::ChronoStack;
//! use chronostack_otel::LogExporter;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let stack = ChronoStack::open("orders.chrono")?;
//! let log = stack.log().expect("it was just opened");
//! let mut exporter = LogExporter::new(|| opentelemetry_otlp::SpanExporter::builder().with_http().build());
//! let last = exporter.export(&*log, 1).await?; // and later from `last + 1`
//! # Ok(()) }
//! ```

mod error;
mod exporter;
mod ids;
mod imported;
mod span;
mod task;

pub use self::{
    error::ExportError,
    exporter::LogExporter,
    ids::{span_id, trace_id},
};
