//! What can go wrong with a task.

use std::fmt::Display;

use crate::{stack::DispatchError, task::machine::TaskEvent};

/// Why a task did not answer with its value, or why that is not in the log. Neither hides the other: [`outcome`](Self::outcome) is what the work answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError<T, E: Display> {
    /// Its start could not be recorded, so the work was not begun.
    #[error("start task: {0}")]
    NotStarted(#[source] DispatchError<TaskEvent>),
    /// The work failed.
    #[error("{error}{}", unrecorded.as_ref().map_or(String::new(), |why| format!(" (and that is not recorded: {why})")))]
    Failed {
        /// What its last attempt answered.
        error: E,
        /// How many attempts there were.
        attempts: u32,
        /// Why the log does not say so, if it does not.
        unrecorded: Option<DispatchError<TaskEvent>>,
    },
    /// The work is done, and the log does not say so.
    #[error("record a completed task: {source}")]
    Unrecorded {
        /// What the work answered.
        value: T,
        /// Why it is not recorded.
        source: DispatchError<TaskEvent>,
    },
}

impl<T, E: Display> TaskError<T, E> {
    /// What the work answered, whether or not the log says so; `None` where it was not begun.
    pub fn outcome(self) -> Option<Result<T, E>> {
        match self {
            Self::NotStarted(_) => None,
            Self::Failed { error, .. } => Some(Err(error)),
            Self::Unrecorded { value, .. } => Some(Ok(value)),
        }
    }
}
