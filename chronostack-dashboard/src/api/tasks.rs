//! `api/tasks`: the tasks of the log.

use std::{cmp::Reverse, sync::Arc};

use axum::extract::State;
use chronostack::{
    ChronoStack,
    task::{Task, TaskStatus, TaskSummary},
    time::Timestamp,
};
use serde::Serialize;

use crate::{
    answer::Answer,
    error::{Answered, ApiError},
    parameters::Parameters,
    records,
    shared::Shared,
    work::blocking,
};

/// Tasks that are looked at.
const TASKS_MAX: usize = 50_000;

/// The tasks of the log.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    tasks: Vec<Row>,
    /// How many there are of that state.
    total: usize,
    /// Whether there are more than were looked at.
    more: bool,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    state: String,
    attempts: u32,
    started: i64,
    took_us: Option<u64>,
    service: Option<String>,
    /// Of its first event.
    position: Option<u64>,
    error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    New,
    Slow,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Page> {
    parameters.only(&["state", "order", "limit"])?;
    let states = [
        TaskStatus::Running,
        TaskStatus::Retrying,
        TaskStatus::Completed,
        TaskStatus::Failed,
        TaskStatus::Cancelled,
        TaskStatus::Interrupted,
    ]
    .map(|status| (status.to_string(), status));
    let states = states.each_ref().map(|(name, status)| (name.as_str(), *status));
    let state = parameters.choice("state", &states)?;
    let order = parameters.choice("order", &[("new", Order::New), ("slow", Order::Slow)])?.unwrap_or(Order::New);
    let limit = parameters.number("limit", 1..=1_000)?.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100);
    let answer = blocking(async move {
        let mut tasks = tasks(&shared).await?;
        let more = tasks.len() >= TASKS_MAX;
        tasks.retain(|task| state.is_none_or(|state| task.status == state));
        let total = tasks.len();
        tasks.sort_by_cached_key(|summary| {
            let facts = Facts::of(&summary.task);
            let slowest = (order == Order::Slow).then_some(facts.total_ns);
            (Reverse(slowest), Reverse(facts.started))
        });
        let mut rows = Vec::with_capacity(limit.min(total));
        for summary in tasks.into_iter().take(limit) {
            rows.push(row(&shared, &summary).await?);
        }
        Ok(Page { tasks: rows, total, more })
    });
    Ok(Answer(answer.await?))
}

async fn tasks(shared: &Shared) -> Result<Vec<TaskSummary>, ApiError> {
    let cannot = |error: &dyn std::fmt::Display| ApiError::internal(format!("failed to {error}"));
    let Some(stack) = &shared.stack else {
        let stack = ChronoStack::builder().log(Arc::clone(&shared.log)).build().map_err(|error| cannot(&error))?;
        let mut tasks = stack.tasks_after(None, TASKS_MAX).await.map_err(|error| cannot(&error))?;
        // A process that has the log open runs the tasks of its latest opening.
        let latest = tasks.iter().max_by_key(|task| Facts::of(&task.task).started).and_then(run).map(str::to_owned);
        let lives = |run: &str| (shared.has_writer)() && latest.as_deref() == Some(run);
        for task in &mut tasks {
            task.status = task.task.status(lives).unwrap_or(task.status);
        }
        return Ok(tasks);
    };
    stack.tasks_after(None, TASKS_MAX).await.map_err(|error| cannot(&error))
}

/// The opening of the log that a task was started in, which its stream is named by.
fn run(task: &TaskSummary) -> Option<&str> {
    task.stream.as_str().rsplit('-').nth(1)
}

/// What all states of a task have.
struct Facts<'t> {
    name: &'t str,
    started: Option<Timestamp>,
    attempts: u32,
    total_ns: Option<u64>,
    error: Option<&'t str>,
}

impl<'t> Facts<'t> {
    fn of(task: &'t Task) -> Self {
        let none = Self { name: "", started: None, attempts: 0, total_ns: None, error: None };
        match task {
            Task::NotStarted => none,
            Task::Running { name, started_at, .. } => Self { name, started: Some(*started_at), attempts: 1, ..none },
            Task::Retrying { name, started_at, attempt, error, .. } => {
                Self { name, started: Some(*started_at), attempts: *attempt, total_ns: None, error: Some(error) }
            }
            Task::Completed { name, started_at, attempts, total_ns, .. }
            | Task::Cancelled { name, started_at, attempts, total_ns } => {
                Self { name, started: Some(*started_at), attempts: *attempts, total_ns: Some(*total_ns), error: None }
            }
            Task::Failed { name, started_at, attempts, total_ns, error } => Self {
                name,
                started: Some(*started_at),
                attempts: *attempts,
                total_ns: Some(*total_ns),
                error: Some(error),
            },
        }
    }
}

async fn row(shared: &Shared, summary: &TaskSummary) -> Result<Row, ApiError> {
    let log = shared.log.as_ref();
    let facts = Facts::of(&summary.task);
    let position = records::position_of(log, &summary.stream, 1).await?;
    let first = match position {
        Some(position) => records::at(log, position).await?,
        None => None,
    };
    Ok(Row {
        id: summary.stream.to_string(),
        name: facts.name.to_owned(),
        state: summary.status.to_string(),
        attempts: facts.attempts,
        started: facts.started.map_or(0, Timestamp::as_microsecond),
        took_us: facts.total_ns.map(|nanoseconds| nanoseconds / 1_000),
        service: first.and_then(|record| record.meta.service).map(|service| service.to_string()),
        position,
        error: facts.error.map(str::to_owned),
    })
}
