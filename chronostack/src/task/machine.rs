//! A task as a machine.

use chronostack_macros::{State, reducer};
use serde::{Deserialize, Serialize};

use crate::{
    meta::Meta,
    task::events::{TaskCancelled, TaskCompleted, TaskFailed, TaskRetried, TaskStarted},
    time::Timestamp,
};

/// How far a task has come. Whether one that runs still has a process is not its own to know: see
/// [`ChronoStack::tasks`](crate::ChronoStack::tasks).
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// There is no such task.
    #[default]
    NotStarted,
    /// Its first attempt is under way.
    Running {
        /// What it does.
        name: String,
        /// Which opening of the log it runs under.
        run: String,
        /// When it started.
        started_at: Timestamp,
    },
    /// An attempt failed; the next one is under way, or waited for.
    Retrying {
        /// What it does.
        name: String,
        /// Which opening of the log it runs under.
        run: String,
        /// When it started.
        started_at: Timestamp,
        /// The attempt, from 2.
        attempt: u32,
        /// What went wrong with the one before.
        error: String,
    },
    /// It did what it was to do.
    #[state(terminal)]
    Completed {
        /// What it did.
        name: String,
        /// When it started.
        started_at: Timestamp,
        /// How many attempts it took.
        attempts: u32,
        /// How long all of it took.
        total_ns: u64,
        /// What it answered, as JSON, where that was to be recorded.
        result: Option<String>,
    },
    /// Its last attempt failed.
    #[state(terminal)]
    Failed {
        /// What it was to do.
        name: String,
        /// When it started.
        started_at: Timestamp,
        /// How many attempts failed.
        attempts: u32,
        /// How long all of it took.
        total_ns: u64,
        /// What went wrong with the last one.
        error: String,
    },
    /// Its future was dropped before it ended.
    #[state(terminal)]
    Cancelled {
        /// What it was to do.
        name: String,
        /// When it started.
        started_at: Timestamp,
        /// How many attempts had started.
        attempts: u32,
        /// How long all of it had taken.
        total_ns: u64,
    },
}

#[reducer(pub enum TaskEvent, otherwise = reject)]
impl Task {
    #[transition(NotStarted => Running)]
    fn start(event: &TaskStarted, meta: &Meta) -> Self {
        Task::Running { name: event.name.clone(), run: event.run.clone(), started_at: meta.recorded_at }
    }

    #[transition(Running { name, run, started_at } | Retrying { name, run, started_at, .. } => Retrying)]
    fn retry(name: String, run: String, started_at: Timestamp, event: &TaskRetried) -> Self {
        let attempt = event.attempt.saturating_add(1);
        Task::Retrying { name, run, started_at, attempt, error: event.error.clone() }
    }

    #[transition(Running { name, started_at, .. } | Retrying { name, started_at, .. } => Completed)]
    fn complete(name: String, started_at: Timestamp, event: &TaskCompleted) -> Self {
        let (attempts, total_ns) = (event.attempt, event.total_ns);
        Task::Completed { name, started_at, attempts, total_ns, result: event.result.clone() }
    }

    #[transition(Running { name, started_at, .. } | Retrying { name, started_at, .. } => Failed)]
    fn fail(name: String, started_at: Timestamp, event: &TaskFailed) -> Self {
        let (attempts, total_ns) = (event.attempt, event.total_ns);
        Task::Failed { name, started_at, attempts, total_ns, error: event.error.clone() }
    }

    #[transition(Running { name, started_at, .. } | Retrying { name, started_at, .. } => Cancelled)]
    fn cancel(name: String, started_at: Timestamp, event: &TaskCancelled) -> Self {
        Task::Cancelled { name, started_at, attempts: event.attempt, total_ns: event.total_ns }
    }
}
