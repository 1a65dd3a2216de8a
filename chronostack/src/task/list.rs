//! All tasks of a log.

use std::fmt;

use crate::{
    id::StreamName,
    machine::Reducer,
    stack::{ChronoStack, LoadError},
    task::machine::Task,
};

/// Tasks that are asked for at once.
const PAGE: usize = 1_000;

/// One task of a log.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TaskSummary {
    /// Its stream, whose id is the task's lane.
    pub stream: StreamName,
    /// How far it has come.
    pub status: TaskStatus,
    /// What the log says of it.
    pub task: Task,
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskStatus {
    /// Its first attempt is under way.
    Running,
    /// An attempt failed; the next one is under way, or waited for.
    Retrying,
    /// It did what it was to do.
    Completed,
    /// Its last attempt failed.
    Failed,
    /// Its future was dropped before it ended.
    Cancelled,
    /// Its process ended before it did: the log does not say how it ended, and never will.
    Interrupted,
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Running => "running",
            Self::Retrying => "retrying",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        })
    }
}

impl Task {
    /// How far it has come, where `lives` tells of a run (an opening of the log, 16 hexadecimal digits) whether its process still lives; `None` for a task
    /// that was never started.
    pub fn status(&self, lives: impl Fn(&str) -> bool) -> Option<TaskStatus> {
        Some(match self {
            Self::NotStarted => return None,
            Self::Running { run, .. } if lives(run) => TaskStatus::Running,
            Self::Retrying { run, .. } if lives(run) => TaskStatus::Retrying,
            Self::Running { .. } | Self::Retrying { .. } => TaskStatus::Interrupted,
            Self::Completed { .. } => TaskStatus::Completed,
            Self::Failed { .. } => TaskStatus::Failed,
            Self::Cancelled { .. } => TaskStatus::Cancelled,
        })
    }
}

impl ChronoStack {
    /// All tasks of the log, in order of name.
    ///
    /// One that did not end and was started by an earlier opening of the log is [interrupted](TaskStatus::Interrupted): a log has one writer. In a log that
    /// several processes may write, another one may be at it, so there it counts as running.
    pub async fn tasks(&self) -> Result<Vec<TaskSummary>, LoadError> {
        let mut all = Vec::new();
        loop {
            let page = self.tasks_after(all.last().map(|task: &TaskSummary| &task.stream), PAGE).await?;
            let is_last = page.len() < PAGE;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// The next tasks of [`tasks`](Self::tasks) behind the stream `after`, `None` for the first ones; fewer than `limit` when there are no more.
    pub async fn tasks_after(&self, after: Option<&StreamName>, limit: usize) -> Result<Vec<TaskSummary>, LoadError> {
        let Some(log) = self.log() else { return Err(crate::log::ReadError::Closed.into()) };
        let run = format!("{:016x}", self.shared().run.id);
        let shared_writers = log.capabilities().shared_writers;
        let tasks = self.machine::<Task>();
        // It sorts before every stream of its kind.
        let mut after = after.cloned().max(Some(StreamName::of_a_log(&format!("{}/", Task::STREAM))));
        let mut found = Vec::new();
        while found.len() < limit {
            let asked = PAGE.min(limit - found.len());
            let page = log.streams(after, asked).await?;
            let Some(last) = page.last() else { break };
            let pages_end = page.len() < asked || last.stream.kind() != Task::STREAM;
            after = Some(last.stream.clone());
            for summary in page.into_iter().filter(|summary| summary.stream.kind() == Task::STREAM) {
                let task = tasks.load(summary.stream.id()).await?.state;
                if let Some(status) = task.status(|its| shared_writers || its == run) {
                    found.push(TaskSummary { stream: summary.stream, status, task });
                }
            }
            if pages_end {
                break;
            }
        }
        Ok(found)
    }
}
