//! A task as a span: from its start to its end, with the attempts between as the span's events.

use std::time::{Duration, SystemTime};

use chronostack::{Event, log::Record, task::TaskEvent};
use opentelemetry::{
    KeyValue,
    trace::{Event as SpanEvent, Status},
};
use opentelemetry_sdk::trace::SpanData;

use crate::span::{Origin, span};

/// What a task's event is to its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// It is made of this event and those before it.
    End,
    /// It is in the span, which its end makes.
    Within,
}

/// What `record` is to a task's span; `None` if it belongs to no task.
pub(crate) fn part(record: &Record) -> Option<Part> {
    match decode(record)? {
        TaskEvent::TaskStarted(_) | TaskEvent::TaskRetried(_) => Some(Part::Within),
        TaskEvent::TaskCompleted(_) | TaskEvent::TaskFailed(_) | TaskEvent::TaskCancelled(_) => Some(Part::End),
    }
}

/// The span of the task that `start`, which `origins` led to, begins, and of which these events came.
pub(crate) fn task_span(start: &Record, origins: &[Origin], rest: &[Record]) -> SpanData {
    let mut made = span(start, origins);
    if let Some(TaskEvent::TaskStarted(started)) = decode(start) {
        made.name = started.name.into();
    }
    for record in rest {
        let at = SystemTime::from(record.meta.recorded_at);
        match decode(record) {
            Some(TaskEvent::TaskRetried(retried)) => {
                let attributes = vec![
                    KeyValue::new("chronostack.attempt", i64::from(retried.attempt)),
                    KeyValue::new("chronostack.error", retried.error),
                ];
                made.events.events.push(SpanEvent::new("retried", at, attributes, 0));
            }
            Some(TaskEvent::TaskCompleted(done)) => {
                end(&mut made, at, done.total_ns, done.attempt, "completed", Status::Ok);
            }
            Some(TaskEvent::TaskFailed(failed)) => {
                end(&mut made, at, failed.total_ns, failed.attempt, "failed", Status::error(failed.error));
            }
            Some(TaskEvent::TaskCancelled(cancelled)) => {
                end(&mut made, at, cancelled.total_ns, cancelled.attempt, "cancelled", Status::Unset);
            }
            Some(TaskEvent::TaskStarted(_)) | None => {}
        }
    }
    made
}

fn end(span: &mut SpanData, at: SystemTime, total_ns: u64, attempts: u32, outcome: &'static str, status: Status) {
    // A clock that was set back while it ran does not say how long that was.
    span.end_time = at.max(span.start_time + Duration::from_nanos(total_ns));
    span.status = status;
    span.attributes.push(KeyValue::new("chronostack.task.attempts", i64::from(attempts)));
    span.attributes.push(KeyValue::new("chronostack.task.outcome", outcome));
}

/// The event, if it is one of a task that this code knows.
fn decode(record: &Record) -> Option<TaskEvent> {
    let kind = &record.kind;
    let index = TaskEvent::TYPES.iter().position(|ty| ty.name == kind.name)?;
    TaskEvent::decode(index, kind.version, kind.codec, &record.payload).ok()
}
