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
    let ends = outcome(&decode(record)?).is_some();
    Some(if ends { Part::End } else { Part::Within })
}

/// The spans of the task that `start`, which `origins` led to, begins, and of which these events came: the task's own, and one for each attempt
/// after the first, which is what the event of its retry led to.
pub(crate) fn task_spans(start: &Record, origins: &[Origin], rest: &[Record]) -> Vec<SpanData> {
    let mut task = span(start, origins);
    if let Some(TaskEvent::TaskStarted(started)) = decode(start) {
        task.name = started.name.into();
    }
    let whole = Origin { trace: task.span_context.trace_id(), span: task.span_context.span_id() };
    let mut attempts = Vec::<SpanData>::new();
    for record in rest {
        let at = SystemTime::from(record.meta.recorded_at);
        let Some(event) = decode(record) else { continue };
        if let Some(attempt) = attempts.last_mut() {
            attempt.end_time = at.max(attempt.start_time);
        }
        match event {
            TaskEvent::TaskStarted(_) => {}
            TaskEvent::TaskRetried(retried) => {
                let attributes = vec![
                    KeyValue::new("chronostack.attempt", i64::from(retried.attempt)),
                    KeyValue::new("chronostack.error", retried.error),
                ];
                task.events.events.push(SpanEvent::new("retried", at, attributes, 0));
                let mut attempt = span(record, &[whole]);
                attempt.name = format!("{} attempt {}", task.name, retried.attempt.saturating_add(1)).into();
                attempt.start_time = at + Duration::from_nanos(retried.wait_ns);
                attempts.push(attempt);
            }
            ended => end(&mut task, at, &ended),
        }
    }
    attempts.insert(0, task);
    attempts
}

/// The span of a task of which only this event is left: the rest was archived.
pub(crate) fn rest_of_task(record: &Record) -> SpanData {
    let mut task = span(record, &[]);
    if let Some(event) = decode(record) {
        let total_ns = outcome(&event).map_or(0, |outcome| outcome.total_ns);
        task.start_time = task.end_time.checked_sub(Duration::from_nanos(total_ns)).unwrap_or(task.end_time);
        let at = task.end_time;
        end(&mut task, at, &event);
    }
    task.name = record.meta.stream.id().to_owned().into();
    task
}

struct Outcome {
    name: &'static str,
    attempts: u32,
    total_ns: u64,
    status: Status,
}

/// How a task ended, if this is its end.
fn outcome(event: &TaskEvent) -> Option<Outcome> {
    let (name, attempts, total_ns, status) = match event {
        TaskEvent::TaskStarted(_) | TaskEvent::TaskRetried(_) => return None,
        TaskEvent::TaskCompleted(done) => ("completed", done.attempt, done.total_ns, Status::Ok),
        TaskEvent::TaskFailed(failed) => {
            ("failed", failed.attempt, failed.total_ns, Status::error(failed.error.clone()))
        }
        TaskEvent::TaskCancelled(cancelled) => ("cancelled", cancelled.attempt, cancelled.total_ns, Status::Unset),
    };
    Some(Outcome { name, attempts, total_ns, status })
}

fn end(span: &mut SpanData, at: SystemTime, event: &TaskEvent) {
    let Some(Outcome { name, attempts, total_ns, status }) = outcome(event) else { return };
    // A clock that was set back while it ran does not say how long that was.
    span.end_time = at.max(span.start_time + Duration::from_nanos(total_ns));
    span.status = status;
    span.attributes.push(KeyValue::new("chronostack.task.attempts", i64::from(attempts)));
    span.attributes.push(KeyValue::new("chronostack.task.outcome", name));
}

/// The event, if it is one of a task that this code knows.
fn decode(record: &Record) -> Option<TaskEvent> {
    let kind = &record.kind;
    let index = TaskEvent::TYPES.iter().position(|ty| ty.name == kind.name)?;
    TaskEvent::decode(index, kind.version, kind.codec, &record.payload).ok()
}
