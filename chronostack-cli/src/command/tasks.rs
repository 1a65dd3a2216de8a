//! `chronostack tasks`

use std::{io::Write, time::Duration};

use chronostack::{
    ChronoStack, Timestamp,
    id::StreamName,
    task::{Task, TaskStatus, TaskSummary},
};
use clap::Args;
use pollster::block_on;
use serde::Serialize;

use crate::{
    arguments::{FormatArguments, LogArgument},
    failure::Failure,
    log_path::LogPath,
    output::{Cell, Column, Output, STRONG, Table},
};

/// List the tasks of a log, and which of them were interrupted by the end of their process
///
/// JSON: `{"stream", "status", "started_at", "attempts", "total_ns", "error"}`; what is not known yet is null.
#[derive(Args, Debug)]
pub(crate) struct Tasks {
    #[command(flatten)]
    log: LogArgument,
    #[command(flatten)]
    format: FormatArguments,
}

/// Tasks that are held at once.
const PAGE: usize = 1_000;

/// A task as JSON shows it.
#[derive(Serialize)]
struct Line<'a> {
    stream: &'a str,
    status: String,
    started_at: Option<String>,
    attempts: Option<u32>,
    total_ns: Option<u64>,
    error: Option<&'a str>,
}

impl Tasks {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let path = LogPath::find(&self.log.log)?;
        let stack = ChronoStack::builder().log(path.open()?).build()?;
        // A process that has the log open runs the tasks of the latest opening.
        let mut latest = None;
        if path.has_writer() {
            each(&stack, |task| {
                latest = latest.take().max(started_at(&task.task).zip(run(task).map(str::to_owned)));
                Ok(())
            })?;
        }
        let lives = |run: &str| latest.as_ref().is_some_and(|(_, latest)| latest == run);
        let mut output = Output::new();
        let mut table = Table::new([
            Column::left("STATUS"),
            Column::left("STARTED AT"),
            Column::right("ATTEMPTS"),
            Column::right("TOOK"),
            Column::left("TASK"),
            Column::left("ERROR"),
        ]);
        each(&stack, |task| {
            task.status = task.task.status(lives).unwrap_or(task.status);
            let line = line(task);
            if self.format.json {
                return output.json(&line);
            }
            let attempts = line.attempts.map_or(String::new(), |attempts| attempts.to_string());
            let took = line.total_ns.map_or(String::new(), |ns| format!("{:.1?}", Duration::from_nanos(ns)));
            let cells = [
                Cell::new(&line.status),
                Cell::new(line.started_at.as_deref().unwrap_or_default()),
                Cell::new(attempts),
                Cell::new(took),
                Cell::styled(line.stream, STRONG),
                Cell::new(line.error.unwrap_or_default()),
            ];
            Ok(table.row(cells, &mut output)?)
        })?;
        table.print(&mut output)?;
        Ok(output.flush()?)
    }
}

/// Calls `with` with each task of the log, of which there may be millions.
fn each(stack: &ChronoStack, mut with: impl FnMut(&mut TaskSummary) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut last: Option<StreamName> = None;
    loop {
        let page = block_on(stack.tasks_after(last.as_ref(), PAGE));
        let mut page = page.map_err(|error| Failure::new(format!("failed to {error}")))?;
        page.iter_mut().try_for_each(&mut with)?;
        match page.pop() {
            Some(task) if page.len() + 1 == PAGE => last = Some(task.stream),
            _ => return Ok(()),
        }
    }
}

/// The opening of the log that a task was started in, which its stream is named by.
fn run(task: &TaskSummary) -> Option<&str> {
    task.stream.as_str().rsplit('-').nth(1)
}

fn started_at(task: &Task) -> Option<Timestamp> {
    match task {
        Task::NotStarted => None,
        Task::Running { started_at, .. }
        | Task::Retrying { started_at, .. }
        | Task::Completed { started_at, .. }
        | Task::Failed { started_at, .. }
        | Task::Cancelled { started_at, .. } => Some(*started_at),
    }
}

fn line(summary: &TaskSummary) -> Line<'_> {
    let (attempts, total_ns, error) = match &summary.task {
        Task::NotStarted => (None, None, None),
        Task::Running { .. } => (Some(1), None, None),
        Task::Retrying { attempt, error, .. } => (Some(*attempt), None, Some(error.as_str())),
        Task::Completed { attempts, total_ns, .. } | Task::Cancelled { attempts, total_ns, .. } => {
            (Some(*attempts), Some(*total_ns), None)
        }
        Task::Failed { attempts, total_ns, error, .. } => (Some(*attempts), Some(*total_ns), Some(error.as_str())),
    };
    let started_at = started_at(&summary.task).map(|time| time.to_string());
    let (stream, status) = (summary.stream.as_str(), TaskStatus::to_string(&summary.status));
    Line { stream, status, started_at, attempts, total_ns, error }
}
